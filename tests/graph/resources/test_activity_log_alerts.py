"""Activity log alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import activity_log_alerts
from enclave.graph.resources.activity_log_alerts import TYPE, ActivityLogAlert, Condition

RG = "/resourceGroups/rg-test/providers"
ALERT = ActivityLogAlert(
    f"{RG}/{TYPE}/alert", "a lock went", ("",),
    (Condition("category", ("Administrative",)), Condition("operationName", ("A/locks/delete", "A/policies/delete"))),
    (f"{RG}/Microsoft.Insights/actionGroups/ag",),
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(activity_log_alerts, ALERT) == ALERT


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(activity_log_alerts.write(ALERT, place)) == []


def test_conditions_of_somebody_else_are_read(make: Callable[..., Resource]) -> None:
    body = {"properties": {"scopes": ["/subscriptions/00000000-0000-0000-0000-000000000000"], "enabled": "false", "condition": {"allOf": [
        {"field": "status", "containsAny": ["Failed", "Succeeded"]},
    ]}}}
    found = activity_log_alerts.read(make(TYPE, "alert", body))
    assert (found.scopes, found.conditions, found.enabled) == (("",), (Condition("status", ("Failed", "Succeeded")),), False)


def test_a_condition_over_two_fields_raises(make: Callable[..., Resource]) -> None:
    condition = {"anyOf": [{"field": "a", "equals": "1"}, {"field": "b", "equals": "2"}]}
    with pytest.raises(Undecided):
        activity_log_alerts.read(make(TYPE, "alert", {"properties": {"condition": {"allOf": [condition]}}}))
    with pytest.raises(Undecided):
        activity_log_alerts.read(make(TYPE, "alert", {"properties": {"scopes": Unresolved("[x]")}}))

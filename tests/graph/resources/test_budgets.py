"""Budgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import budgets
from enclave.graph.resources.budgets import TYPE, Budget, Threshold

GROUP = "/resourceGroups/rg-test"
BUDGET = Budget(
    f"{GROUP}/providers/{TYPE}/month", 2000, "2026-12-01", "enclave", ("acme",), (Threshold(80, False), Threshold(100, True)),
    ("finance@example.com",), (f"{GROUP}/providers/Microsoft.Insights/actionGroups/ag",), ("Owner",),
)
TOP = {"category", "amount", "timeGrain", "timePeriod", "filter", "notifications"}
NOTIFICATION = {"enabled", "operator", "threshold", "thresholdType", "contactEmails", "contactRoles", "contactGroups", "locale"}
"""learn.microsoft.com/azure/templates/microsoft.consumption/budgets (2024-08-01)"""


@pytest.mark.parametrize("view", [BUDGET, replace(BUDGET, tag="", tag_values=(), action_groups=())])
def test_what_is_written_is_read_back(view: Budget, round_trip: Callable[..., Any]) -> None:
    assert round_trip(budgets, view) == view


def test_only_documented_properties_are_written(place: Place) -> None:
    (written,) = budgets.write(BUDGET, place)
    properties = written.body["properties"]
    assert set(properties) == TOP
    assert properties["filter"] == {"tags": {"name": "enclave", "operator": "In", "values": ["acme"]}}
    assert properties["timePeriod"] == {"startDate": "2026-12-01T00:00:00Z"}
    assert len(properties["notifications"]) == 2
    for told in properties["notifications"].values():
        assert set(told) <= NOTIFICATION


def test_a_budget_without_notifications_is_read(make: Callable[..., Resource]) -> None:
    found = budgets.read(make(TYPE, "b", {"properties": {"amount": 5.0}}))
    assert (found.amount, found.thresholds, found.emails) == (5, (), ())

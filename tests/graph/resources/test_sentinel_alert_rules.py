"""Analytics rules of Sentinel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import sentinel_alert_rules
from enclave.graph.resources.sentinel_alert_rules import TYPE, AnalyticsRule

WORKSPACE = "/resourceGroups/rg-test/providers/Microsoft.OperationalInsights/workspaces/log"
RULE = AnalyticsRule(
    f"{WORKSPACE}/providers/{TYPE}/99999999-2222-3333-4444-555555555555", WORKSPACE, "refusals", "many", "High",
    "T | where X == 'y'", "PT5M", "PT1H", ("Exfiltration",), ("T1567",), {"Account": ("AadUserId", "Caller")}, {"Stage": "Stage"}, 3,
)


@pytest.mark.parametrize("view", [RULE, replace(RULE, entities={}, details={}, enabled=False)])
def test_what_is_written_is_read_back(view: AnalyticsRule, round_trip: Callable[..., Any]) -> None:
    assert round_trip(sentinel_alert_rules, view) == view


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(sentinel_alert_rules.write(RULE, place, after=("/x",))) == []


def test_a_rule_of_another_kind_is_read(make: Callable[..., Resource]) -> None:
    found = sentinel_alert_rules.read(make(TYPE, "f", {"kind": "Fusion", "properties": {"enabled": True}}, scope=WORKSPACE))
    assert (found.query, found.enabled, found.entities) == ("", True, {})

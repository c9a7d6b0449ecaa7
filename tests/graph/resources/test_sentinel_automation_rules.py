"""Automation rules of Sentinel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.parts import Place
from enclave.graph.resources import sentinel_automation_rules
from enclave.graph.resources.sentinel_automation_rules import TYPE, AutomationRule

WORKSPACE = "/resourceGroups/rg-test/providers/Microsoft.OperationalInsights/workspaces/log"
GROUP = "99999999-2222-3333-4444-555555555555"
RULE = AutomationRule(
    f"{WORKSPACE}/providers/{TYPE}/{GROUP}", WORKSPACE, "triage", 1, ("High", "Medium"), GROUP, (("look", "at the log"),),
    "/resourceGroups/rg-test/providers/Microsoft.Logic/workflows/logic-incident", "11111111-1111-1111-1111-111111111111",
)


@pytest.mark.parametrize("view", [RULE, replace(RULE, owner="", playbook="", tenant=""), replace(RULE, tasks=())])
def test_what_is_written_is_read_back(view: AutomationRule, round_trip: Callable[..., Any]) -> None:
    assert round_trip(sentinel_automation_rules, view) == view


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(sentinel_automation_rules.write(RULE, place, after=("/x",))) == []


def test_actions_are_numbered_from_one(place: Place) -> None:
    (written,) = sentinel_automation_rules.write(RULE, place)
    assert [action["order"] for action in written.body["properties"]["actions"]] == [1, 2, 3]

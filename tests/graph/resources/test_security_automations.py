"""Continuous export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.parts import Place
from enclave.graph.resources import security_automations
from enclave.graph.resources.security_automations import TYPE, SecurityAutomation

GROUP = "/resourceGroups/rg-test"
EXPORT = SecurityAutomation(
    f"{GROUP}/providers/{TYPE}/export", "westeurope", "alerts", True, (GROUP,), ("Alerts", "Assessments"),
    f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/log",
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(security_automations, EXPORT) == EXPORT


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(security_automations.write(EXPORT, place)) == []

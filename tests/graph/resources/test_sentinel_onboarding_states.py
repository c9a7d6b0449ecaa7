"""Sentinel on a workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.parts import Place
from enclave.graph.resources import sentinel_onboarding_states
from enclave.graph.resources.sentinel_onboarding_states import TYPE, SentinelOnboarding

WORKSPACE = "/resourceGroups/rg-test/providers/Microsoft.OperationalInsights/workspaces/log"
ONBOARDING = SentinelOnboarding(f"{WORKSPACE}/providers/{TYPE}/default", WORKSPACE, False)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(sentinel_onboarding_states, ONBOARDING) == ONBOARDING


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(sentinel_onboarding_states.write(ONBOARDING, place)) == []

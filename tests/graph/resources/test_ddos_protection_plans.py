"""DDoS protection plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import ddos_protection_plans
from enclave.graph.resources.ddos_protection_plans import TYPE, DdosProtectionPlan

PLAN = DdosProtectionPlan(f"/resourceGroups/rg-test/providers/{TYPE}/ddos", "northeurope")


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(ddos_protection_plans, PLAN) == PLAN


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(ddos_protection_plans.write(PLAN, place)) == []


def test_a_plan_without_location(make: Callable[..., Resource]) -> None:
    assert ddos_protection_plans.read(make(TYPE, "ddos", {})) == DdosProtectionPlan(PLAN.id, "")

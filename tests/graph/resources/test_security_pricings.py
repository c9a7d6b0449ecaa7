"""Defender plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import security_pricings
from enclave.graph.resources.security_pricings import TYPE, DefenderPlan, Extension

PLAN = DefenderPlan(
    f"/resourceGroups/rg-test/providers/{TYPE}/StorageAccounts", "Standard", "DefenderForStorageV2",
    (Extension("OnUploadMalwareScanning", True, {"CapGBPerMonthPerStorageAccount": "5000"}), Extension("SensitiveDataDiscovery", False)),
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(security_pricings, PLAN) == PLAN


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    written = security_pricings.write(PLAN, place, after=("/providers/Microsoft.Security/pricings/AI",))
    assert problems(written) == []
    assert written[0].depends_on == ("/providers/Microsoft.Security/pricings/AI",)


def test_a_plan_that_says_nothing_is_free(make: Callable[..., Resource]) -> None:
    found = security_pricings.read(make(TYPE, "Arm", {"properties": {"extensions": [{"name": "x", "isEnabled": "TRUE"}]}}))
    assert (found.tier, found.sub_plan, found.extensions) == ("Free", "", (Extension("x", True),))

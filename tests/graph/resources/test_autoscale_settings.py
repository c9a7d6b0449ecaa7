"""Autoscale settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import autoscale_settings
from enclave.graph.resources.autoscale_settings import TYPE, AutoscaleSetting, Profile, Schedule

HERE = "/resourceGroups/rg-test/providers"
WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
SETTING = AutoscaleSetting(
    id=f"{HERE}/{TYPE}/as-a",
    target=f"{HERE}/Microsoft.Compute/virtualMachineScaleSets/vmss-a",
    enabled=True,
    profiles=(Profile("load", 2, 10, 70, 30), Profile("day", 4, 10, 60, 25, Schedule(WORKDAYS, 7))),
    emails=("ops@example.com",),
)


@pytest.mark.parametrize("setting", [SETTING, replace(SETTING, emails=(), enabled=False)])
def test_what_is_written_is_read_back(setting: AutoscaleSetting, round_trip: Callable[..., Any]) -> None:
    assert round_trip(autoscale_settings, setting) == setting


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(autoscale_settings.write(SETTING, place)) == []


@given(least=st.integers(0, 500), most=st.integers(0, 1000), out=st.integers(1, 100), back=st.integers(0, 99), hour=st.integers(0, 23))
def test_every_profile_comes_back(least: int, most: int, out: int, back: int, hour: int) -> None:
    profile = Profile("p", least, most, out, back, Schedule(("Sunday",), hour, "W. Europe Standard Time"))
    setting = replace(SETTING, profiles=(profile,))
    (written,) = autoscale_settings.write(setting, Place("/resourceGroups/rg-test", "westeurope", "m/f", "s"))
    assert autoscale_settings.read(written) == setting


def test_rules_that_go_by_other_metrics_are_not_taken_for_the_load(make: Callable[..., Resource]) -> None:
    rule = {"metricTrigger": {"metricName": "Network In", "threshold": 5}, "scaleAction": {"direction": "Increase"}}
    body = {"properties": {"profiles": [{"name": "p", "capacity": {"minimum": "1", "maximum": 3}, "rules": [rule]}]}}
    found = autoscale_settings.read(make(TYPE, "a", body))
    assert found.profiles == (Profile("p", 1, 3, 100, 0),)
    assert (found.enabled, found.target) == (True, "")

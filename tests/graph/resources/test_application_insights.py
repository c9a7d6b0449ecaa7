"""Application Insights components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import application_insights
from enclave.graph.resources.application_insights import TYPE, ApplicationInsights

RG = "/resourceGroups/rg-test/providers"
WORKSPACE = f"{RG}/Microsoft.OperationalInsights/workspaces/log"
CLOSED = ApplicationInsights(f"{RG}/{TYPE}/appi", "westeurope", WORKSPACE, "Disabled", "Disabled", True)
CLASSIC = ApplicationInsights(CLOSED.id, "westeurope", None, "Enabled", "Disabled", False, False)


@pytest.mark.parametrize("component", [CLOSED, CLASSIC])
def test_what_is_written_is_read_back(component: ApplicationInsights, round_trip: Callable[..., Any]) -> None:
    assert round_trip(application_insights, component) == component


@pytest.mark.parametrize("component", [CLOSED, CLASSIC])
def test_azure_takes_what_is_written(component: ApplicationInsights, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(application_insights.write(component, place)) == []


def test_absent_settings_are_open_as_in_azure(make: Callable[..., Resource]) -> None:
    found = application_insights.read(make(TYPE, "appi", {"properties": {"workspaceResourceId": WORKSPACE, "disableLocalAuth": "True"}}))
    assert found == ApplicationInsights(CLOSED.id, "", WORKSPACE, "Enabled", "Enabled", True)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        application_insights.read(make(TYPE, "appi", {"properties": {"DisableLocalAuth": Unresolved("[x]")}}))

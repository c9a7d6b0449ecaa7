"""Data collection rules and their associations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import data_collection_rules
from enclave.graph.resources.data_collection_rules import ASSOCIATION_TYPE, METRICS, TYPE, WORKSPACES, DataCollectionRule, DataFlow

RG = "/resourceGroups/rg-test/providers"
WORKSPACE = f"{RG}/Microsoft.OperationalInsights/workspaces/log"
ACCOUNT = f"{RG}/Microsoft.Monitor/accounts/amw"
ENDPOINT = f"{RG}/Microsoft.Insights/dataCollectionEndpoints/dce"
MACHINES = DataCollectionRule(
    f"{RG}/{TYPE}/dcr-machines", "westeurope", ENDPOINT,
    sources={"syslog": ({"name": "syslog", "streams": ["Microsoft-Syslog"], "facilityNames": ["auth"], "logLevels": ["Warning"]},)},
    destinations={"logs": (WORKSPACES, WORKSPACE), "metrics": (METRICS, ACCOUNT)},
    flows=(DataFlow(("Microsoft-Syslog",), ("logs",)),), kind="Linux", description="what machines tell",
)
OWN = DataCollectionRule(
    f"{RG}/{TYPE}/dcr-own", "westeurope", None, sources={}, destinations={"logs": (WORKSPACES, WORKSPACE)},
    flows=(DataFlow(("Custom-Mine",), ("logs",), "Custom-Mine_CL", "source | where true"),),
    streams={"Custom-Mine": (("TimeGenerated", "datetime"), ("Note", "string"))},
)


@pytest.mark.parametrize("rule", [MACHINES, OWN])
def test_what_is_written_is_read_back(rule: DataCollectionRule, round_trip: Callable[..., Any]) -> None:
    assert round_trip(data_collection_rules, rule) == rule


@pytest.mark.parametrize("rule", [MACHINES, OWN])
def test_azure_takes_what_is_written(rule: DataCollectionRule, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(data_collection_rules.write(rule, place)) == []


def test_associations_say_from_whom(place: Place, problems: Callable[..., list[str]]) -> None:
    machine = f"{RG}/Microsoft.Compute/virtualMachines/vm"
    collected = data_collection_rules.associate(machine, MACHINES.id, place)
    configured = data_collection_rules.configure(machine, ENDPOINT, place)
    assert {collected.scope, configured.scope} == {machine}
    assert {collected.type, configured.type} == {ASSOCIATION_TYPE}
    assert (collected.name, configured.name) == ("dcra-dcr-machines", "configurationAccessEndpoint")
    assert problems([collected, configured]) == []


def test_destinations_of_somebody_else_are_read_in_any_case(make: Callable[..., Resource]) -> None:
    body = {"properties": {"Destinations": {"LogAnalytics": [{"name": "x", "WorkspaceResourceId": WORKSPACE}]}}}
    assert data_collection_rules.read(make(TYPE, "dcr", body)).destinations == {"x": (WORKSPACES, WORKSPACE)}


@pytest.mark.parametrize("destinations", [
    {"eventHubs": [{"name": "x", "eventHubResourceId": "/x"}]}, {"logAnalytics": [{"name": "x"}]}, Unresolved("[x]"),
    {"logAnalytics": Unresolved("[x]")},
])
def test_a_destination_that_is_not_known_raises(destinations: Any, make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        data_collection_rules.read(make(TYPE, "dcr", {"properties": {"destinations": destinations}}))

"""What an export tells of states: nothing is taken for in force, or approved, that its state leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import lookup
from enclave.graph.model import Graph, Unresolved
from enclave.graph.resources import private_endpoints
from enclave.importers.observed import read_observed
from enclave.verify import verify

GROUP = "/subscriptions/3f2504e0-4f89-41d3-9a0c-0305e82c3301/resourceGroups/rg"
ACCOUNT = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/a"
ENDPOINT = f"{GROUP}/providers/Microsoft.Network/privateEndpoints/pe"
NETWORK = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"


def state(status: str) -> dict[str, Any]:
    return {"privateLinkServiceConnectionState": {"status": status, "description": ""}}


def export(*, way: str = "privateLinkServiceConnections", own: str = "", theirs: str = "", network: str = "Succeeded") -> Graph:
    asked = {"name": "c", "properties": {"privateLinkServiceId": ACCOUNT, "groupIds": ["account"], **(state(own) if own else {})}}
    told = {"privateEndpoint": {"id": ENDPOINT.upper()}, **state(theirs)}
    heard = [{"id": f"{ACCOUNT}/privateEndpointConnections/c", "properties": told}]
    closed = {"publicNetworkAccess": "Disabled", "disableLocalAuth": True, "privateEndpointConnections": heard if theirs else []}
    subnet = {"name": "s", "id": f"{NETWORK}/subnets/s", "properties": {"addressPrefix": "10.0.0.0/24", "defaultOutboundAccess": False}}
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [subnet]}
    leads = {"subnet": {"id": f"{NETWORK}/subnets/s"}, way: [asked]}
    rows = [
        {"id": ACCOUNT, "type": "microsoft.cognitiveservices/accounts", "kind": "OpenAI", "sku": {"name": "S0"}, "properties": closed},
        {"id": ENDPOINT, "type": "microsoft.network/privateendpoints", "properties": leads},
        {"id": NETWORK, "type": "microsoft.network/virtualnetworks", "properties": {"provisioningState": network, **space}},
    ]
    return read_observed({"complete": True, "resources": [{"location": "westeurope", **row} for row in rows]}, name="x")


def reached(graph: Graph) -> str:
    return next(each.verdict.name for each in verify(graph).obligations if each.number == 2 and each.subject.endswith("/accounts/a"))


@pytest.mark.parametrize("where", ["own", "theirs"])
@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("Approved", "proved"),
        ("approved", "proved"),
        ("Pending", "unknown"),
        ("Rejected", "unknown"),
        ("Disconnected", "unknown"),
    ],
)
def test_only_an_approved_connection_carries_traffic(where: str, status: str, verdict: str) -> None:
    assert reached(export(**{where: status})) == verdict


def test_what_the_service_says_counts() -> None:
    assert reached(export(own="Approved", theirs="Rejected")) == "unknown"


def test_one_that_was_asked_for_by_hand_and_is_approved_is_as_good_as_any() -> None:
    manual = "manualPrivateLinkServiceConnections"
    assert reached(export(way=manual)) == "unknown"
    graph = export(way=manual, own="Approved")
    assert reached(graph) == "proved"
    endpoint = next(each for each in graph if each.type == private_endpoints.TYPE)
    assert lookup(endpoint.body, f"properties.{manual}") is not None
    assert not private_endpoints.read(endpoint, graph).manual


@pytest.mark.parametrize("status", ["Failed", "Deleting", "Updating", "Canceled"])
def test_a_network_in_no_steady_state_proves_nothing(status: str) -> None:
    ways = {each.verdict.name for each in verify(export(network="Succeeded")).obligations if each.subject.endswith("/subnets/s")}
    assert "proved" in ways
    graph = export(network=status)
    network = next(each for each in graph if each.type.endswith("/virtualNetworks"))
    assert isinstance(network.body["properties"], Unresolved)
    assert not any(each.verdict.name == "proved" and "/subnets/s" in each.subject for each in verify(graph).obligations)


@pytest.mark.parametrize(
    ("kind", "status", "known"),
    [
        ("Microsoft.Compute/virtualMachines", "Failed", True),
        ("Microsoft.Storage/storageAccounts", "Failed", False),
        ("Microsoft.Storage/storageAccounts", "ResolvingDns", True),
        ("Microsoft.Storage/storageAccounts", "Succeeded", True),
        ("Microsoft.Network/networkSecurityGroups", "Succeeded", True),
    ],
)
def test_which_states_leave_properties_open(kind: str, status: str, known: bool) -> None:
    row = {"id": f"{GROUP}/providers/{kind}/x", "location": "westeurope", "properties": {"provisioningState": status}}
    (found,) = read_observed({"complete": True, "resources": [row]}, name="x")
    assert isinstance(found.body["properties"], Unresolved) is not known

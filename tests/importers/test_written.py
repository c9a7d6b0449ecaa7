"""What a template writes itself is known without asking Azure; what Azure decides stays open."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.importers.written import settled

VNET = "/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net"
GRAPH = Graph((
    Resource("Microsoft.Network/virtualNetworks", "2024-05-01", "net", "/resourceGroups/g", {"properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [
            {"name": "one", "properties": {"addressPrefix": "10.0.1.0/24", "networkSecurityGroup": Ref("/x")}},
            {"name": "two", "properties": {"addressPrefix": Unresolved("parameters('p')")}},
        ],
    }}, "westeurope"),
    Resource("Microsoft.KeyVault/vaults", "2024-05-01", "kv", "/resourceGroups/g", {"properties": {"vaultUri": "https://x"}}, "westeurope"),
))


@pytest.mark.parametrize(("ref", "answer"), [
    (Ref(VNET, "properties.addressSpace.addressPrefixes[0]"), "10.0.0.0/16"),
    (Ref(VNET, "properties.subnets[0].properties.addressPrefix"), "10.0.1.0/24"),
    (Ref(f"{VNET}/subnets/one", "properties.addressPrefix"), "10.0.1.0/24"),
    (Ref(VNET, "properties.subnets[1].id"), Ref(VNET, "id", "/subnets/two")),
    (Ref(VNET, "properties.subnets[0].name"), "one"),
])
def test_what_is_written_answers(ref: Ref, answer: Any) -> None:
    assert settled(ref, GRAPH) == answer
    assert settled({"a": [ref]}, GRAPH) == {"a": [answer]}


@pytest.mark.parametrize("ref", [
    Ref(VNET), Ref(VNET, "name"), Ref(VNET, "properties.subnets"), Ref(VNET, "properties.subnets[7].id"), Ref(VNET, "properties.nothing"),
    Ref(VNET, "properties.subnets[1].properties.addressPrefix"), Ref(VNET, "properties.subnets[0].properties.networkSecurityGroup"),
    Ref(f"{VNET}/subnets/none", "properties.addressPrefix"), Ref("/elsewhere", "properties.addressPrefix"),
    Ref("/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv", "properties.vaultUri"),
])
def test_what_is_not_written_stays_open(ref: Ref) -> None:
    assert settled(ref, GRAPH) == ref

"""Which region's machines are recovered where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import replication_mappings
from enclave.graph.resources.replication_fabrics import CONTAINER_TYPE
from enclave.graph.resources.replication_fabrics import TYPE as FABRIC_TYPE
from enclave.graph.resources.replication_mappings import NETWORK_TYPE, TYPE, NetworkMapping, ReplicationMapping

GROUP = "/resourceGroups/rg-test/providers"
VAULT = f"{GROUP}/Microsoft.RecoveryServices/vaults/rsv-a"
HERE, THERE = (f"{VAULT}/replicationFabrics/{name}" for name in ("westeurope", "northeurope"))
MAPPING = ReplicationMapping(
    f"{HERE}/replicationProtectionContainers/machines/replicationProtectionContainerMappings/away",
    f"{THERE}/replicationProtectionContainers/machines", f"{VAULT}/replicationPolicies/p", False,
)
NETWORK = NetworkMapping(
    f"{HERE}/replicationNetworks/azureNetwork/replicationNetworkMappings/compute",
    f"{GROUP}/Microsoft.Network/virtualNetworks/vnet-a", f"{GROUP}/Microsoft.Network/virtualNetworks/vnet-b", "northeurope",
)


@pytest.mark.parametrize("mapping", [MAPPING, replace(MAPPING, updated=True)])
def test_what_is_written_is_read_back(
    mapping: ReplicationMapping, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    container = make(CONTAINER_TYPE, "rsv-a/westeurope/machines", {})
    resources = replication_mappings.write(mapping, container, place)
    assert (resources[0].type, resources[0].id) == (TYPE, mapping.id)
    assert replication_mappings.read(resources[0]) == mapping
    assert problems(resources) == []


def test_what_is_written_of_networks_is_read_back(
    make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    resources = replication_mappings.write_network(NETWORK, make(FABRIC_TYPE, "rsv-a/westeurope", {}), place)
    assert (resources[0].type, resources[0].id) == (NETWORK_TYPE, NETWORK.id)
    assert replication_mappings.read_network(resources[0]) == NETWORK
    assert problems(resources) == []


def test_those_that_say_nothing(make: Callable[..., Resource]) -> None:
    assert replication_mappings.read(make(TYPE, "v/f/c/m", {"properties": {}})).target == ""
    assert replication_mappings.read_network(make(NETWORK_TYPE, "v/f/n/m", {"properties": {}})).source == ""

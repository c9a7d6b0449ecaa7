"""Regions that machines are replicated between."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import replication_fabrics
from enclave.graph.resources.replication_fabrics import CONTAINER_TYPE, TYPE, ReplicationFabric

VAULT = "/resourceGroups/rg-test/providers/Microsoft.RecoveryServices/vaults/rsv-a"
FABRIC = ReplicationFabric(f"{VAULT}/replicationFabrics/westeurope", "westeurope", "machines")


@pytest.mark.parametrize("fabric", [FABRIC, replace(FABRIC, container="")])
def test_what_is_written_is_read_back(
    fabric: ReplicationFabric, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    vault = make("Microsoft.RecoveryServices/vaults", "rsv-a", {})
    resources = replication_fabrics.write(fabric, vault, place, depends_on=("/before",))
    assert resources[0].depends_on == ("/before",)
    assert replication_fabrics.read(resources[0], Graph(resources)) == fabric
    assert problems(resources) == []


def test_containers_of_other_worlds_are_not_its_own(make: Callable[..., Resource]) -> None:
    fabric = make(TYPE, "rsv-a/site", {"properties": {}})
    other = make(CONTAINER_TYPE, "rsv-a/site/c", {"properties": {"providerSpecificInput": [{"instanceType": "VMwareCbt"}]}})
    found = replication_fabrics.read(fabric, Graph((fabric, other)))
    assert (found.location, found.container) == ("", "")

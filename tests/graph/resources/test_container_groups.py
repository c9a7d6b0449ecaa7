"""Container groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.errors import UnsupportedError
from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import container_groups
from enclave.graph.resources.container_groups import TYPE, ContainerGroup, GroupContainer, GroupKey

HERE = "/resourceGroups/rg-test/providers"
USER = f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a"
REGISTRY = f"{HERE}/Microsoft.ContainerRegistry/registries/cra"
JOB = GroupContainer("job", "cra.azurecr.io/job@sha256:1", ("enclave", "--version"), 1, 2, (8080,), False, False, ("ALL",), 1000)
GROUP = ContainerGroup(
    id=f"{HERE}/{TYPE}/ci-a",
    location="westeurope",
    containers=(JOB,),
    subnets=(f"{HERE}/Microsoft.Network/virtualNetworks/vnet-a/subnets/snet-container-instances",),
    address="Private",
    ports=(8080,),
    restart="Never",
    name_servers=("10.0.0.4",),
    registries=((REGISTRY, USER),),
    identity=Identity("UserAssigned", (USER,)),
    key=GroupKey(f"{HERE}/Microsoft.KeyVault/vaults/kv-a", "container-instances", "0123", USER),
    zones=("1",),
)


@pytest.mark.parametrize("group", [
    GROUP,
    replace(GROUP, key=None, address="", ports=(), zones=(), sku="Dedicated", registries=(), name_servers=(), subnets=(),
            containers=(GroupContainer("a", "b", (), 1, 1, privileged=True), JOB)),
])
def test_what_is_written_is_read_back(group: ContainerGroup, round_trip: Callable[..., Any]) -> None:
    assert round_trip(container_groups, group, depends_on=("/before",)) == group


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(container_groups.write(GROUP, place)) == []


@pytest.mark.parametrize("group", [replace(GROUP, workspace_key=True), replace(GROUP, registries=(("cra.azurecr.io", None),))])
def test_keys_and_passwords_are_not_written(group: ContainerGroup, place: Place) -> None:
    with pytest.raises(UnsupportedError, match="without keys"):
        container_groups.write(group, place)


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    body = {"properties": {
        "containers": [{"name": "web", "properties": {"image": "nginx", "resources": {"requests": {"cpu": "2", "memoryInGB": 4.0}}}}],
        "ipAddress": {"type": "Public", "ports": [{"port": "80"}], "dnsNameLabel": "x"},
        "imageRegistryCredentials": [{"server": "cra.azurecr.io", "username": "u", "password": Unresolved("[p]")}],
        "diagnostics": {"logAnalytics": {"workspaceId": "w", "workspaceKey": Unresolved("[listKeys()]")}},
    }}
    found = container_groups.read(make(TYPE, "ci-b", body))
    assert (found.address, found.ports, found.subnets, found.restart, found.sku) == ("Public", (80,), (), "Always", "Standard")
    assert (found.registries, found.workspace_key, found.key) == ((("cra.azurecr.io", None),), True, None)
    assert found.containers == (GroupContainer("web", "nginx", (), 2, 4),)


@pytest.mark.parametrize("properties", [
    {"ipAddress": Unresolved("[p]")}, {"subnetIds": Unresolved("[p]")}, {"containers": Unresolved("[p]")},
])
def test_what_is_not_known_raises(properties: dict[str, Any], make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        container_groups.read(make(TYPE, "ci-b", {"properties": properties}))

"""Environments of Container Apps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import managed_environments
from enclave.graph.resources.managed_environments import TYPE, ManagedEnvironment, WorkloadProfile

HERE = "/resourceGroups/rg-test/providers"
ENVIRONMENT = ManagedEnvironment(
    id=f"{HERE}/{TYPE}/cae-a",
    location="westeurope",
    subnet=f"{HERE}/Microsoft.Network/virtualNetworks/vnet-a/subnets/snet-container-apps",
    internal=True,
    public_network_access="Disabled",
    zone_redundant=True,
    profiles=(WorkloadProfile("Consumption", "Consumption"), WorkloadProfile("dedicated", "D4", 1, 3)),
    peer_tls=True,
    peer_encryption=True,
    logs="azure-monitor",
    infrastructure_group="rg-infrastructure",
    identity=Identity("SystemAssigned"),
)


@pytest.mark.parametrize("environment", [
    ENVIRONMENT,
    replace(ENVIRONMENT, subnet=None, internal=False, profiles=(), logs="", infrastructure_group="", identity=Identity(), peer_tls=False),
])
def test_what_is_written_is_read_back(environment: ManagedEnvironment, round_trip: Callable[..., Any]) -> None:
    assert round_trip(managed_environments, environment, depends_on=("/before",)) == environment


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(managed_environments.write(ENVIRONMENT, place)) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = managed_environments.read(make(TYPE, "cae-b", {"properties": {"VnetConfiguration": {"internal": "true"}}}))
    assert (found.internal, found.subnet, found.public_network_access, found.zone_redundant) == (True, None, "Enabled", False)
    assert (found.profiles, found.peer_tls, found.peer_encryption, found.logs) == ((), False, False, "")


@pytest.mark.parametrize("properties", [{"vnetConfiguration": Unresolved("[p]")}, {"publicNetworkAccess": Unresolved("[p]")}])
def test_what_is_not_known_raises(properties: dict[str, Any], make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        managed_environments.read(make(TYPE, "cae-b", {"properties": properties}))

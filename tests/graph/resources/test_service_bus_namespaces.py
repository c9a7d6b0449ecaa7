"""Service Bus namespaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import service_bus_namespaces
from enclave.graph.resources.service_bus_namespaces import TYPE, BusKey, Queue, ServiceBusNamespace, Topic

RG = "/resourceGroups/rg-test/providers"
WHO = f"{RG}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
BUS = ServiceBusNamespace(
    f"{RG}/{TYPE}/sbns-a", "westeurope", "Premium", 1, True, "Disabled", True, "1.2", Identity("UserAssigned", (WHO,)),
    BusKey(f"{RG}/Microsoft.KeyVault/vaults/kv", "service-bus", WHO), True,
    (Queue("jobs", "P7D", "PT5M", 5, "PT1H"), Queue("plain", "P14D", "PT1M", 10)),
    (Topic("events", "P1D", (Queue("operators", "P1D", "PT1M", 10),)),),
)
OPEN = replace(
    BUS, sku="Standard", zone_redundant=False, public_network_access="Enabled", local_auth_disabled=False, tls="1.0", identity=Identity(),
    key=None, double_encryption=False, queues=(), topics=(),
)


@pytest.mark.parametrize("bus", [BUS, OPEN, replace(BUS, key=BusKey("https://kv.vault.azure.net/", "k", WHO), double_encryption=False)])
def test_what_is_written_is_read_back(
    bus: ServiceBusNamespace, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(service_bus_namespaces, bus) == bus
    assert problems(service_bus_namespaces.write(bus, place)) == []


def test_what_is_absent_is_as_azure_has_it(make: Callable[..., Resource]) -> None:
    found = service_bus_namespaces.read(make(TYPE, "sb", {}))
    assert (found.sku, found.public_network_access, found.local_auth_disabled, found.key) == ("Standard", "Enabled", False, None)
    assert (found.queues, found.topics, found.double_encryption) == ((), (), False)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    for properties in ({"publicNetworkAccess": Unresolved("[x]")}, {"encryption": {"keyVaultProperties": Unresolved("[x]")}}):
        with pytest.raises(Undecided):
            service_bus_namespaces.read(make(TYPE, "sb", {"properties": properties}))

"""Data factories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided, lookup
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import data_factories
from enclave.graph.resources.data_factories import RUNTIME_TYPE, TYPE, DataFactory, FactoryKey, ManagedEndpoint

GROUP = "/resourceGroups/rg-test/providers"
IDENTITY = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
LAKE = f"{GROUP}/Microsoft.Storage/storageAccounts/stlake"
FACTORY = DataFactory(
    id=f"{GROUP}/{TYPE}/adf-a",
    location="westeurope",
    public_network_access="Disabled",
    identity=Identity("SystemAssigned,UserAssigned", (IDENTITY,)),
    key=FactoryKey(f"{GROUP}/Microsoft.KeyVault/vaults/kv", "data-factory", IDENTITY),
    runtimes=("AutoResolveIntegrationRuntime",),
    endpoints=(ManagedEndpoint("lake-blob", LAKE, "blob"), ManagedEndpoint("lake-dfs", LAKE, "dfs")),
)
PLAIN = replace(FACTORY, public_network_access="Enabled", identity=Identity("SystemAssigned"), key=None, runtimes=(), endpoints=())


@pytest.mark.parametrize("factory", [FACTORY, PLAIN, replace(FACTORY, endpoints=())])
def test_what_is_written_is_read_back(
    factory: DataFactory, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(data_factories, factory) == factory
    assert problems(data_factories.write(factory, place)) == []


def test_the_runtime_works_in_the_managed_network_of_its_own_region(place: Place) -> None:
    factory, network, runtime, first, second = data_factories.write(FACTORY, place, depends_on=("/before",))
    assert factory.depends_on == ("/before",)
    assert lookup(factory.body, "properties.encryption.vaultBaseUrl") == Ref(f"{GROUP}/Microsoft.KeyVault/vaults/kv", "properties.vaultUri")
    assert lookup(runtime.body, "properties.typeProperties.computeProperties.location") == "westeurope"
    assert (runtime.depends_on, first.depends_on, second.depends_on) == ((network.id,), (runtime.id,), (first.id,))


def test_a_runtime_of_ones_own_machines_is_not_in_the_managed_network(make: Callable[..., Resource]) -> None:
    factory = make(TYPE, "adf-a", {})
    own = make(RUNTIME_TYPE, "adf-a/own", {"properties": {"type": "SelfHosted"}})
    found = data_factories.read(factory, Graph((factory, own)))
    assert (found.runtimes, found.public_network_access, found.key, found.identity) == ((), "Enabled", None, Identity())


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        data_factories.read(make(TYPE, "adf-a", {"properties": {"encryption": {"keyName": Unresolved("[x]")}}}))

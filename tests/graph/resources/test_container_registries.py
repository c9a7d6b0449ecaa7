"""Container registries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import container_registries
from enclave.graph.resources.container_registries import TYPE, ContainerRegistry, RegistryKey, Replica

HERE = "/resourceGroups/rg-test/providers"
KEY = f"{HERE}/Microsoft.KeyVault/vaults/kv-a/keys/container-registry"
USER = f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a"
REGISTRY = ContainerRegistry(
    id=f"{HERE}/{TYPE}/cracmeabcde",
    location="westeurope",
    sku="Premium",
    public_network_access="Disabled",
    default_action="Deny",
    ip_rules=(),
    bypass="None",
    admin_user=False,
    anonymous_pull=False,
    data_endpoint=True,
    zone_redundant=True,
    export=False,
    arm_tokens=False,
    untagged_days=30,
    quarantine=False,
    key=RegistryKey(KEY, USER),
    identity=Identity("UserAssigned", (USER,)),
    replicas=(Replica("northeurope", True), Replica("westus", False)),
)


@pytest.mark.parametrize("registry", [
    REGISTRY,
    replace(REGISTRY, key=None, identity=Identity(), replicas=(), untagged_days=0, export=True, arm_tokens=True, quarantine=True,
            ip_rules=("203.0.113.0/24",), default_action="Allow", zone_redundant=False, bypass="AzureServices"),
])
def test_what_is_written_is_read_back(registry: ContainerRegistry, round_trip: Callable[..., Any]) -> None:
    assert round_trip(container_registries, registry, depends_on=("/before",)) == registry


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(container_registries.write(REGISTRY, place)) == []


def test_the_key_is_followed_and_a_replica_says_where_it_stands(place: Place) -> None:
    registry, replica, _ = container_registries.write(REGISTRY, place)
    assert set(registry.refs()) == {Ref(KEY, "properties.keyUri"), Ref(USER, "properties.clientId")}
    assert (replica.location, replica.name, replica.body["tags"]) == ("northeurope", "cracmeabcde/northeurope", {"enclave": "test"})


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = container_registries.read(make(TYPE, "cr", {"sku": {"name": "Standard"}, "properties": {"policies": {}}}))
    assert (found.public_network_access, found.default_action, found.bypass) == ("Enabled", "Allow", "AzureServices")
    assert (found.admin_user, found.anonymous_pull, found.data_endpoint, found.zone_redundant) == (False, False, False, False)
    assert (found.export, found.arm_tokens, found.untagged_days, found.quarantine, found.key) == (True, True, 0, False, None)


def test_somebody_elses_forms(make: Callable[..., Resource]) -> None:
    body = {"SKU": {"name": "Premium"}, "properties": {
        "adminUserEnabled": "True", "publicNetworkAccess": "disabled",
        "encryption": {"status": "Enabled", "keyVaultProperties": {"keyIdentifier": "https://kv/keys/a", "identity": "guid"}},
        "policies": {"retentionPolicy": {"status": "Enabled"}, "exportPolicy": {"status": "Disabled"}},
        "networkRuleSet": {"defaultAction": "deny", "ipRules": [{"action": "Allow", "value": "198.51.100.7"}]},
    }}
    found = container_registries.read(make(TYPE, "cr", body))
    assert (found.sku, found.admin_user, found.public_network_access, found.default_action) == ("Premium", True, "Disabled", "Deny")
    assert (found.key, found.untagged_days, found.export) == (RegistryKey("https://kv/keys/a", "guid"), 7, False)
    assert found.ip_rules == ("198.51.100.7",)


@pytest.mark.parametrize("properties", [
    {"zoneRedundancy": "perhaps"}, {"encryption": Unresolved("[parameters('e')]")}, {"publicNetworkAccess": Unresolved("[x]")},
])
def test_what_is_not_known_raises(properties: dict[str, Any], make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        container_registries.read(make(TYPE, "cr", {"properties": properties}))

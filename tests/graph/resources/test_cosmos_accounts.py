"""Cosmos DB accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided, lookup
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import cosmos_accounts
from enclave.graph.resources.cosmos_accounts import TYPE, CosmosAccount, CosmosLocation

GROUP = "/resourceGroups/rg-test/providers"
IDENTITY = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
CLOSED = CosmosAccount(
    id=f"{GROUP}/{TYPE}/cosno-a",
    location="westeurope",
    kind="GlobalDocumentDB",
    public_network_access="Disabled",
    ip_rules=(),
    subnet_rules=(),
    subnets_only=False,
    bypass="None",
    local_auth_disabled=True,
    metadata_by_keys=False,
    tls="Tls12",
    locations=(CosmosLocation("westeurope", True), CosmosLocation("northeurope", True)),
    automatic_failover=True,
    backup="Continuous30Days",
    identity=Identity("UserAssigned", (IDENTITY,)),
    key=f"{GROUP}/Microsoft.KeyVault/vaults/kv/keys/cosmos-db",
    key_identity=IDENTITY,
)
OPEN = replace(
    CLOSED, public_network_access="Enabled", ip_rules=("203.0.113.0/24",), subnets_only=True, bypass="AzureServices",
    subnet_rules=(f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/s",), local_auth_disabled=False, metadata_by_keys=True,
    tls="Tls", locations=(CosmosLocation("westeurope", False),), automatic_failover=False, backup="Periodic",
    identity=Identity(), key="", key_identity="", many_writers=True,
)


@pytest.mark.parametrize("account", [CLOSED, OPEN])
def test_what_is_written_is_read_back(
    account: CosmosAccount, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(cosmos_accounts, account, depends_on=("/before",)) == account
    assert problems(cosmos_accounts.write(account, place)) == []


def test_the_key_is_followed_and_used_as_the_identity_that_may(place: Place) -> None:
    (written,) = cosmos_accounts.write(CLOSED, place)
    assert lookup(written.body, "properties.keyVaultKeyUri") == Ref(CLOSED.key, "properties.keyUri")
    assert lookup(written.body, "properties.defaultIdentity") == Ref(IDENTITY, prefix="UserAssignedIdentity=")


def test_that_one_region_is_written_to_is_said(place: Place) -> None:
    (written,) = cosmos_accounts.write(CLOSED, place)
    assert lookup(written.body, "properties.enableMultipleWriteLocations") is False


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = cosmos_accounts.read(make(TYPE, "cosno-a", {"properties": {}}))
    assert (found.public_network_access, found.local_auth_disabled, found.metadata_by_keys) == ("Enabled", False, True)
    assert (found.bypass, found.tls, found.backup, found.key, found.key_identity) == ("None", "Tls12", "Periodic", "", "")
    assert found.many_writers is False


def test_other_peoples_forms(make: Callable[..., Resource]) -> None:
    found = cosmos_accounts.read(make(TYPE, "cosno-a", {"properties": {
        "DisableLocalAuth": "True", "publicNetworkAccess": "disabled", "defaultIdentity": f"userassignedidentity={IDENTITY}",
        "locations": [{"locationName": "North Europe", "failoverPriority": "1"}, {"locationName": "West Europe", "failoverPriority": 0}],
        "backupPolicy": {"type": "Continuous"}, "keyVaultKeyUri": "https://kv.vault.azure.net/keys/k",
    }}))
    assert [place.name for place in found.locations] == ["westeurope", "northeurope"]
    assert (found.local_auth_disabled, found.public_network_access, found.key_identity) == (True, "Disabled", IDENTITY)
    assert (found.backup, found.key) == ("Continuous30Days", "https://kv.vault.azure.net/keys/k")
    first_party = make(TYPE, "cosno-a", {"properties": {"defaultIdentity": "FirstPartyIdentity"}})
    assert cosmos_accounts.read(first_party).key_identity == ""


@pytest.mark.parametrize("properties", [
    {"disableLocalAuth": Unresolved("[x]")}, {"backupPolicy": {"type": "Sometimes"}}, {"locations": Unresolved("[x]")},
])
def test_what_is_not_known_raises(properties: Any, make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        cosmos_accounts.read(make(TYPE, "cosno-a", {"properties": properties}))

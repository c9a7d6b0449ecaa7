"""Storage accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided, lookup
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import storage_accounts
from enclave.graph.resources.storage_accounts import TYPE, StorageAccount, StorageKey

ACCOUNT = StorageAccount(
    f"/resourceGroups/rg-test/providers/{TYPE}/stlogs", "StorageV2", "Standard_ZRS", "westeurope", "Disabled", "Deny", (), (),
    "AzureServices", True, "TLS1_2", True, False, True, "Microsoft.Storage", Identity(), False,
)
OPEN = replace(
    ACCOUNT, public_network_access="Enabled", default_action="Allow", ip_rules=("203.0.113.0/24",), bypass="None",
    local_auth_disabled=False, tls="TLS1_0", https_only=False, public_blobs=True,
    infrastructure_encryption=False, cross_tenant_replication=True, sftp=True, local_users=True,
)
IDENTITY = "/resourceGroups/rg-test/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
LAKE = replace(
    ACCOUNT, key_source="Microsoft.Keyvault", identity=Identity("UserAssigned", (IDENTITY,)), hierarchical=True, copy_scope="PrivateLink",
    key=StorageKey("/resourceGroups/rg-test/providers/Microsoft.KeyVault/vaults/kv", "data-lake", IDENTITY),
)
KEPT = replace(ACCOUNT, immutable_versions=True, copy_scope="AAD", key_source="Microsoft.Keyvault",
               key=StorageKey("https://kv.vault.azure.net/", "backup", IDENTITY))


@pytest.mark.parametrize("account", [ACCOUNT, OPEN, LAKE, KEPT])
def test_what_is_written_is_read_back(account: StorageAccount, round_trip: Callable[..., Any]) -> None:
    assert round_trip(storage_accounts, account) == account


@pytest.mark.parametrize("account", [ACCOUNT, OPEN, LAKE, KEPT])
def test_azure_takes_what_is_written(account: StorageAccount, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(storage_accounts.write(account, place)) == []


def test_a_customers_key_covers_tables_and_queues_too(place: Place) -> None:
    (written,) = storage_accounts.write(LAKE, place, depends_on=("/before",))
    encryption = lookup(written.body, "properties.encryption")
    assert isinstance(encryption, dict)
    assert set(encryption["services"]) == {"blob", "file", "queue", "table"}
    assert encryption["keyvaultproperties"] == {"keyvaulturi": Ref(LAKE.key.vault, "properties.vaultUri"), "keyname": "data-lake"}
    assert written.depends_on == ("/before",)


def test_a_closed_account(make: Callable[..., Resource]) -> None:
    found = storage_accounts.read(make(TYPE, "st", {"kind": "StorageV2", "sku": {"name": "Standard_ZRS"}, "properties": {
        "publicNetworkAccess": "Disabled", "networkAcls": {"defaultAction": "Deny", "bypass": "None"}, "allowSharedKeyAccess": "false",
        "minimumTlsVersion": "TLS1_3", "allowBlobPublicAccess": False, "encryption": {"requireInfrastructureEncryption": True},
    }}))
    assert (found.public_network_access, found.default_action, found.bypass) == ("Disabled", "Deny", "None")
    assert (found.local_auth_disabled, found.tls, found.public_blobs, found.infrastructure_encryption) == (True, "TLS1_3", False, True)


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = storage_accounts.read(make(TYPE, "st", {}))
    assert (found.public_network_access, found.default_action, found.local_auth_disabled) == ("Enabled", "Allow", False)
    assert (found.tls, found.https_only, found.key_source, found.key) == ("TLS1_0", True, "Microsoft.Storage", None)
    assert (found.sftp, found.local_users, found.copy_scope, found.hierarchical) == (False, True, "All", False)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        storage_accounts.read(make(TYPE, "st", {"properties": {"allowSharedKeyAccess": Unresolved("[x]")}}))

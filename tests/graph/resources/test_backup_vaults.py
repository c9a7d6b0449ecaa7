"""Backup vaults."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import lookup
from enclave.graph.model import Graph, Ref, Resource
from enclave.graph.parts import NO_IDENTITY, Identity, Place
from enclave.graph.resources import backup_vaults
from enclave.graph.resources.backup_vaults import ALWAYS, ENCRYPTION_TYPE, TYPE, BackupVault

GROUP = "/resourceGroups/rg-test/providers"
VAULT = BackupVault(
    id=f"{GROUP}/{TYPE}/bvault-a",
    location="westeurope",
    redundancy="GeoRedundant",
    cross_region_restore=True,
    cross_subscription_restore="Disabled",
    immutability="Locked",
    soft_delete=ALWAYS,
    soft_delete_days=30,
    identity=Identity("SystemAssigned"),
    alerts=True,
    key=f"{GROUP}/Microsoft.KeyVault/vaults/kv/keys/backup",
    guard="/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/rg/providers/Microsoft.DataProtection/resourceGuards/g",
)
PLAIN = replace(
    VAULT, redundancy="LocallyRedundant", cross_region_restore=False, immutability="Disabled", soft_delete="On", identity=NO_IDENTITY,
    alerts=False, key="", guard="",
)


@pytest.mark.parametrize("vault", [VAULT, PLAIN])
def test_what_is_written_is_read_back(vault: BackupVault, place: Place, problems: Callable[..., list[str]]) -> None:
    resources = backup_vaults.write(vault, place)
    changes = backup_vaults.write_encryption(vault, place)
    assert backup_vaults.read(resources[0], Graph((*resources, *changes))) == vault
    assert problems(resources) == []


def test_the_key_is_a_change_of_the_vault_that_waits_for_access(place: Place) -> None:
    (change,) = backup_vaults.write_encryption(VAULT, place, depends_on=("/access",))
    assert (change.type, change.scope, change.depends_on) == (ENCRYPTION_TYPE, VAULT.id, ("/access",))
    settings = lookup(change.body, "properties.securitySettings.encryptionSettings")
    assert settings == {
        "state": "Enabled",
        "keyVaultProperties": {"keyUri": Ref(VAULT.key, "properties.keyUri")},
        "kekIdentity": {"identityType": "SystemAssigned"},
    }
    assert backup_vaults.write_encryption(PLAIN, place) == ()


def test_what_nobody_stated_is_as_azure_has_it(make: Callable[..., Resource]) -> None:
    found = backup_vaults.read(make(TYPE, "bvault-a", {"properties": {}}))
    assert (found.redundancy, found.immutability, found.soft_delete, found.soft_delete_days) == ("", "Disabled", "On", 14)
    assert (found.cross_subscription_restore, found.cross_region_restore, found.key, found.alerts) == ("Enabled", False, "", True)

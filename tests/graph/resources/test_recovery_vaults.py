"""Recovery Services vaults."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import MISSING, Undecided, lookup
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import NO_IDENTITY, Identity, Place
from enclave.graph.resources import recovery_vaults
from enclave.graph.resources.recovery_vaults import ALWAYS, ENCRYPTION_TYPE, PROXY_TYPE, TYPE, RecoveryVault

GROUP = "/resourceGroups/rg-test/providers"
VAULT = RecoveryVault(
    id=f"{GROUP}/{TYPE}/rsv-a",
    location="westeurope",
    public_network_access="Disabled",
    redundancy="GeoRedundant",
    cross_region_restore=True,
    cross_subscription_restore="Disabled",
    immutability="Unlocked",
    soft_delete=ALWAYS,
    soft_delete_days=30,
    identity=Identity("SystemAssigned"),
    alerts=True,
    key=f"{GROUP}/Microsoft.KeyVault/vaults/kv/keys/backup",
    twice_encrypted=True,
    guard="/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/rg/providers/Microsoft.DataProtection/resourceGuards/g",
)
PLAIN = replace(
    VAULT, redundancy="LocallyRedundant", cross_region_restore=False, immutability="Disabled", soft_delete="Enabled", soft_delete_days=14,
    identity=NO_IDENTITY, alerts=False, key="", twice_encrypted=False, guard="",
)


@pytest.mark.parametrize("vault", [VAULT, PLAIN])
def test_what_is_written_is_read_back(vault: RecoveryVault, place: Place, problems: Callable[..., list[str]]) -> None:
    resources = recovery_vaults.write(vault, place)
    assert recovery_vaults.read(resources[0], Graph(resources)) == vault
    assert problems(resources) == []


def test_the_key_stands_in_the_vault_and_is_used_by_its_own_identity(place: Place) -> None:
    vault, guard = recovery_vaults.write(VAULT, place)
    assert lookup(vault.body, "properties.encryption") == {
        "keyVaultProperties": {"keyUri": Ref(VAULT.key, "properties.keyUri")},
        "kekIdentity": {"useSystemAssignedIdentity": True},
        "infrastructureEncryption": "Enabled",
    }
    assert guard.type == PROXY_TYPE
    (plain,) = recovery_vaults.write(PLAIN, place)
    assert lookup(plain.body, "properties.encryption") is MISSING


def test_what_nobody_stated_is_as_azure_has_it(make: Callable[..., Resource]) -> None:
    found = recovery_vaults.read(make(TYPE, "rsv-a", {"properties": {}}))
    assert (found.public_network_access, found.redundancy, found.immutability) == ("Enabled", "GeoRedundant", "Disabled")
    assert (found.soft_delete, found.soft_delete_days, found.cross_subscription_restore) == ("Enabled", 14, "Enabled")
    assert (found.key, found.guard, found.twice_encrypted, found.alerts) == ("", "", False, True)


def test_a_key_that_stands_in_a_part_of_the_vault(make: Callable[..., Resource]) -> None:
    vault = make(TYPE, "rsv-a", {"properties": {}})
    said = {"keyUri": "https://kv.vault.azure.net/keys/k", "infrastructureEncryptionState": "enabled"}
    part = make(ENCRYPTION_TYPE, "rsv-a/backupResourceEncryptionConfig", {"properties": said})
    found = recovery_vaults.read(vault, Graph((vault, part)))
    assert (found.key, found.twice_encrypted) == ("https://kv.vault.azure.net/keys/k", True)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        recovery_vaults.read(make(TYPE, "rsv-a", {"properties": {"publicNetworkAccess": Unresolved("[x]")}}))

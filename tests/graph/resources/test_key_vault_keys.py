"""Keys of a key vault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import key_vault_keys
from enclave.graph.resources.key_vault_keys import TYPE, KeyVaultKey

VAULT = Resource("Microsoft.KeyVault/vaults", "2026-02-01", "kv-keys", "/resourceGroups/rg-test", {"properties": {}}, "westeurope")
KEY = KeyVaultKey(
    f"{VAULT.id}/keys/sql", VAULT.id, "sql", "RSA-HSM", 3072, ("wrapKey", "unwrapKey"), "P1Y", "P9M", None, "P30D",
)
BARE = replace(KEY, operations=(), expires_after=None, rotates_after=None, notifies_before_expiry=None, enabled=False, exportable=True)
BY_EXPIRY = replace(KEY, rotates_after=None, rotates_before_expiry="P60D")


@pytest.mark.parametrize("key", [KEY, BARE, BY_EXPIRY])
def test_what_is_written_is_read_back(key: KeyVaultKey, place: Place) -> None:
    (written,) = key_vault_keys.write(key, VAULT, place)
    assert key_vault_keys.read(written) == key


@pytest.mark.parametrize("key", [KEY, BARE])
def test_azure_takes_what_is_written(key: KeyVaultKey, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(key_vault_keys.write(key, VAULT, place)) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = key_vault_keys.read(make(TYPE, "kv/sql", {"properties": {"kty": "RSA", "keySize": "4096"}}))
    assert (found.kind, found.bits, found.enabled, found.exportable) == ("RSA", 4096, True, False)
    assert (found.operations, found.expires_after, found.rotates_after, found.notifies_before_expiry) == ((), None, None, None)


def test_actions_are_read_in_any_case_and_order(make: Callable[..., Resource]) -> None:
    actions = [
        {"trigger": {"timebeforeexpiry": "P10D"}, "action": {"type": "Notify"}},
        {"trigger": {"timeAfterCreate": "P100D"}, "action": {"type": "Rotate"}},
    ]
    found = key_vault_keys.read(make(TYPE, "kv/sql", {"properties": {"rotationPolicy": {"lifetimeActions": actions}}}))
    assert (found.notifies_before_expiry, found.rotates_after, found.rotates_before_expiry) == ("P10D", "P100D", None)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    for properties in ({"keySize": Unresolved("[x]")}, {"rotationPolicy": Unresolved("[x]")}):
        with pytest.raises(Undecided):
            key_vault_keys.read(make(TYPE, "kv/sql", {"properties": properties}))

"""Secrets of key vaults."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Secret, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import key_vault_secrets, key_vaults
from enclave.graph.resources.key_vault_secrets import TYPE, KeyVaultSecret

VAULT = f"/resourceGroups/rg-test/providers/{key_vaults.TYPE}/kv"
SECRET = KeyVaultSecret(f"{VAULT}/secrets/authority", VAULT, "application/x-pkcs12", Secret("authority", "a PFX"))


def test_what_is_written_is_read_back(place: Place, make: Callable[..., Resource]) -> None:
    (written,) = key_vault_secrets.write(SECRET, make(key_vaults.TYPE, "kv", {}), place)
    assert key_vault_secrets.read(written) == SECRET


def test_azure_takes_what_is_written(place: Place, make: Callable[..., Resource], problems: Callable[..., list[str]]) -> None:
    assert problems(key_vault_secrets.write(SECRET, make(key_vaults.TYPE, "kv", {}), place)) == []


def test_a_value_of_somebody_else_is_not_taken_in(make: Callable[..., Resource]) -> None:
    found = key_vault_secrets.read(make(TYPE, "kv/authority", {"properties": {"value": "hunter2", "contentType": "text"}}))
    assert found == KeyVaultSecret(SECRET.id, VAULT, "text", None)
    assert "hunter2" not in repr(found)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        key_vault_secrets.read(make(TYPE, "kv/authority", {"properties": {"contentType": Unresolved("[x]")}}))

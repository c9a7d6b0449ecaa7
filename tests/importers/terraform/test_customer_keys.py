from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Ref, Unresolved
from enclave.importers.terraform.customer_keys import Key, from_key, key_of


class Given:
    def __init__(self, value: Any) -> None:
        self._value = value

    def value(self, source: str) -> Any:
        from enclave.graph.body import MISSING

        return MISSING if self._value is None else self._value


VAULT = "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (None, None),
        ("https://kv.vault.azure.net/keys/k/123", Key("https://kv.vault.azure.net/", "k", "https://kv.vault.azure.net/keys/k/123", "123")),
        ("https://kv.vault.azure.net/keys/k", Key("https://kv.vault.azure.net/", "k", "https://kv.vault.azure.net/keys/k")),
        (
            Ref(f"{VAULT}/keys/k", "properties.keyUri"),
            Key(Ref(VAULT, "properties.vaultUri"), "k", Ref(f"{VAULT}/keys/k", "properties.keyUri")),
        ),
    ],
)
def test_a_key_taken_apart(written: Any, key: Key | None) -> None:
    assert key_of(Given(written), "x") == key  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["no uri", Unresolved("e", "r")])
def test_a_key_that_is_not_known(written: Any) -> None:
    found = key_of(Given(written), "x")  # type: ignore[arg-type]
    assert found is not None
    assert isinstance(found.uri, Unresolved)
    assert isinstance(from_key("x", lambda key: key.name)(Given(written)), Unresolved)  # type: ignore[arg-type]

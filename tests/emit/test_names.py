"""Names of symbols: legal, unique, in the words of the resources."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.emit.names import RESERVED, Names, camel, noun, snake


@given(st.lists(st.text(), max_size=4))
def test_symbols_are_legal(parts: list[str]) -> None:
    assert re.fullmatch(r"[a-z][A-Za-z0-9]*", camel(parts))
    assert re.fullmatch(r"[a-z][a-z0-9_]*", snake(parts))


@given(st.lists(st.sampled_from(["vnet", "VNET", "vnet2", "resource", "for"]), max_size=12))
def test_symbols_are_given_once(wanted: list[str]) -> None:
    names = Names()
    given_out = [names.take(name).lower() for name in wanted]
    assert len(set(given_out)) == len(given_out)
    assert not set(given_out) & {name.lower() for name in RESERVED}


@pytest.mark.parametrize(("kind", "called"), [
    ("Microsoft.Network/publicIPAddresses", "public IP address"), ("Microsoft.Network/firewallPolicies", "firewall policy"),
    ("Microsoft.Network/virtualNetworks/subnets", "subnet"), ("Microsoft.KeyVault/vaults", "vault"),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", "user assigned identity"),
])
def test_nouns(kind: str, called: str) -> None:
    assert noun(kind) == called

"""Names of symbols: legal, unique, in the words of the resources."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.emit.names import RESERVED, Names, camel, distinctive, noun, snake

NOISE = frozenset({"contoso", "bank", "europe", "us", "healthcare"})


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


@pytest.mark.parametrize(("names", "kept"), [
    (["rt-contoso-bank-europe-hub", "rt-contoso-bank-us-healthcare-hub"], "rtHub"),
    (["kv-contoso-bank-c6pe5", "kv-contoso-bank-x9y2z"], "kv"),
    (["ea69e80f-9e8f-5446-b35f-3a5050a699c6"], "item"),
    (["privatelink.openai.azure.com"], "privatelinkOpenaiAzureCom"),
    (["contoso-bank"], "contosoBank"),
])
def test_what_is_distinctive(names: list[str], kept: str) -> None:
    assert camel(distinctive(names, NOISE)) == kept

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.verify.security_rules import OpenRule, inbound_from_anywhere

GROUP = "Microsoft.Network/networkSecurityGroups"
OPEN = {"access": "Allow", "direction": "Inbound", "protocol": "Tcp", "sourceAddressPrefix": "*", "destinationPortRange": "22"}


def group(*rules: dict[str, Any]) -> Resource:
    parts = [{"name": f"r{place}", "properties": {**OPEN, **rule}} for place, rule in enumerate(rules)]
    return Resource(GROUP, "2024-05-01", "nsg", "/resourceGroups/rg", {"properties": {"securityRules": parts}})


def found(*rules: dict[str, Any]) -> list[OpenRule]:
    return list(inbound_from_anywhere(group(*rules)))


@pytest.mark.parametrize("source", ["*", "Internet", "ANY", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/2", "::/0", "2000::/3"])
def test_everywhere_has_many_names(source: str) -> None:
    assert [rule.source for rule in found({"sourceAddressPrefix": source})] == [source]


@pytest.mark.parametrize("source", ["VirtualNetwork", "AzureLoadBalancer", "203.0.113.7", "10.0.0.0/8", "Storage.WestEurope", ""])
def test_named_places_are_not_everywhere(source: str) -> None:
    assert found({"sourceAddressPrefix": source}) == []


def test_ports_in_every_form() -> None:
    (rule,) = found({"destinationPortRange": "80,443", "destinationPortRanges": ["1-5", "*"]})
    assert sorted(rule.ports) == [(0, 65535), (1, 5), (80, 80), (443, 443)]
    assert not found({"protocol": "Udp"})[0].carries_tcp
    assert found({"protocol": "*"})[0].carries_tcp


def test_what_denies_or_leaves_is_left_out_even_undecided() -> None:
    assert found({"access": "Deny", "destinationPortRange": Unresolved("x")}, {"direction": "outbound"}) == []


def test_a_doubt_comes_after_what_is_known() -> None:
    rules = inbound_from_anywhere(group({"sourceAddressPrefix": Unresolved("x()")}, {}))
    assert next(rules).name == "r1"
    with pytest.raises(Undecided):
        next(rules)
    with pytest.raises(Undecided):
        found({"destinationPortRange": "ssh"})

"""Outbound rules of managed networks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.body import Undecided
from enclave.graph.managed_network import OutboundRule, inline_rules, rule, write_rule
from enclave.graph.model import Resource, Unresolved

SERVICE = "/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st"
words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
rules = st.one_of(
    st.builds(OutboundRule, words, st.just("FQDN"), words.map("{}.example.com".format)),
    st.builds(
        OutboundRule, words, st.just("PrivateEndpoint"), st.just(SERVICE), words, fqdns=st.lists(words, max_size=2).map(tuple)
    ),
    st.builds(
        OutboundRule, words, st.just("ServiceTag"), words, protocol=st.sampled_from(["", "TCP"]), ports=st.sampled_from(["", "443"]),
        action=st.sampled_from(["Allow", "Deny"]),
    ),
)


@given(rules)
def test_what_is_written_is_read_back(each: OutboundRule) -> None:
    assert rule(each.name, write_rule(each), "here") == each


@pytest.mark.parametrize("properties", [
    None, [], Unresolved("[x]"), {}, {"type": "Tunnel"}, {"type": Unresolved("[x]")}, {"type": "PrivateEndpoint", "destination": {}},
])
def test_a_rule_that_is_not_understood_is_never_taken_for_none(properties: Any) -> None:
    with pytest.raises(Undecided):
        rule("r", properties, "here")


def test_rules_of_a_body() -> None:
    def body(found: Any) -> Resource:
        return Resource("T/a", "v", "n", "", {"properties": {"rules": found}})

    assert inline_rules(body(None), "properties.rules") == ()
    assert inline_rules(body({"x": {"type": "fqdn", "destination": "a"}}), "properties.rules") == (OutboundRule("x", "FQDN", "a"),)
    for unknown in (Unresolved("[x]"), ["x"]):
        with pytest.raises(Undecided):
            inline_rules(body(unknown), "properties.rules")

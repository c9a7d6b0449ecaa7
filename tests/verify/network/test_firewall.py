"""A2 items 14 to 16. The order is the worked example of firewall/rule-processing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.body import Undecided
from enclave.verify.network.addresses import addresses
from enclave.verify.network.firewall import Filter, covers, names_of, overlap
from enclave.verify.network.packets import Box, PacketSet
from enclave.verify.network.ports import ports, protocols


def made(build: Any, kit: Any, policy: str | None) -> Filter:
    build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.0.0.0/26"}})
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy)
    world = build.world()
    return Filter(next(iter(world.estate.firewalls)), world)


def web(source: str = "10.1.0.0/16") -> PacketSet:
    found, outside = addresses(source), addresses("20.0.0.0/8")
    assert found is not None
    assert outside is not None
    return PacketSet((Box(found, outside, protocols(["tcp"]), ports(["443"])),))


def group(build: Any, policy: str, name: str, priority: int, *collections: dict[str, Any]) -> None:
    build.add(
        "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
        f"{policy}/{name}",
        {"priority": priority, "ruleCollections": list(collections)},
        location=None,
    )


def test_item_14_the_worked_example_of_the_documentation(build: Any, kit: Any) -> None:
    base = build.policy("base")
    child = build.policy("child", basePolicy={"id": base})
    rule = {"destinations": ["*"]}
    translation = {"to": "10.1.0.4"}
    group(
        build,
        "base",
        "BaseRCG1",
        200,
        kit.network_rules("NetworkRC1", rule, priority=800),
        kit.translation_rules("DNATRC3", translation, priority=610),
        kit.translation_rules("DNATRC1", translation, priority=600),
    )
    group(
        build,
        "base",
        "BaseRCG2",
        300,
        kit.network_rules("NetworkRC2", rule, priority=1300),
        kit.name_rules("AppRC2", {"names": ["*"]}, priority=1200),
    )
    group(
        build,
        "child",
        "ChildRCG1",
        300,
        kit.name_rules("ChAppRC1", {"names": ["*"]}, priority=900),
        kit.network_rules("ChNetRC1", rule, priority=700),
    )
    group(
        build,
        "child",
        "ChildRCG2",
        650,
        kit.name_rules("ChAppRC2", {"names": ["*"]}, priority=2000),
        kit.network_rules("ChNetRC2", rule, priority=1100),
        kit.translation_rules("ChDNATRC3", translation, priority=3000),
    )
    rules = made(build, kit, child)
    order = [placed.collection.name for part in (rules.nat, rules.network, rules.application) for placed in part]
    assert order == [
        "DNATRC1",
        "DNATRC3",
        "ChDNATRC3",
        "NetworkRC1",
        "NetworkRC2",
        "ChNetRC1",
        "ChNetRC2",
        "AppRC2",
        "ChAppRC1",
        "ChAppRC2",
    ]


def test_item_14_without_a_policy_everything_is_denied(build: Any, kit: Any) -> None:
    rules = made(build, kit, None)
    assert rules.by_address(web(), "may")[0] == []
    assert list(rules.by_name(web(), web())) == []


def test_item_14_network_rules_end_at_the_first_match(build: Any, kit: Any) -> None:
    policy = build.policy(
        "p",
        kit.network_rules("deny", {"destinations": ["20.0.0.0/9"]}, priority=100, action="Deny"),
        kit.network_rules("allow", {"destinations": ["20.0.0.0/8"]}, priority=200),
    )
    passed, left = made(build, kit, policy).by_address(web(), "must")
    assert [(placed.collection.name, packets.destinations) for placed, packets in passed] == [("allow", addresses("20.128.0.0/9"))]
    assert not left


def test_item_15_a_network_allow_shadows_an_application_deny(build: Any, kit: Any) -> None:
    policy = build.policy(
        "p",
        kit.network_rules("web", {"destinations": ["*"]}, priority=400),
        kit.name_rules("no", {"names": ["google.com"]}, priority=100, action="Deny"),
    )
    passed, left = made(build, kit, policy).by_address(web(), "must")
    assert passed[0][1] == web()
    assert not left


def test_item_15_names_pass_only_on_their_port_and_source(build: Any, kit: Any) -> None:
    policy = build.policy("p", kit.name_rules("ok", {"sources": ["10.1.1.0/24"], "names": ["a.example.org"]}))
    (passage,) = made(build, kit, policy).by_name(web(), web())
    assert passage.names == ("a.example.org",)
    assert passage.must.sources == addresses("10.1.1.0/24")
    assert all(box.ports == ports(["443"]) for box in passage.may.boxes)


def test_an_earlier_deny_takes_a_name_away_only_when_it_covers_it(build: Any, kit: Any) -> None:
    policy = build.policy(
        "p",
        kit.name_rules("no", {"names": ["*.example.org"]}, priority=100, action="Deny"),
        kit.name_rules("ok", {"names": ["a.example.org", "*.org", "b.example.com"]}, priority=200),
    )
    rules = made(build, kit, policy)
    (passage,) = rules.by_name(web(), web())
    assert passage.names == ("*.org", "b.example.com")
    assert rules.denied("*.org", passage, "must") is not None
    assert rules.denied("b.example.com", passage, "must") is None


def test_names_in_network_rules_pass_by_name_and_deny_nothing_surely(build: Any, kit: Any) -> None:
    policy = build.policy(
        "p",
        kit.network_rules("deny", {"fqdns": ["a.example.org"]}, priority=100, action="Deny"),
        kit.network_rules("allow", {"fqdns": ["b.example.org"]}, priority=200),
    )
    rules = made(build, kit, policy)
    assert [passage.names for passage in rules.by_name(web(), web())] == [("b.example.org",)]
    assert rules.by_address(web(), "may")[1] == web()
    assert not rules.by_address(web(), "must")[1]


def test_groups_of_addresses_are_opened_and_an_absent_one_is_undecided(build: Any, kit: Any) -> None:
    ips = build.add("Microsoft.Network/ipGroups", "group", {"ipAddresses": ["10.1.1.0/24"]})
    collection = kit.network_rules("net", {"sources": [], "destinations": ["*"]})
    collection["rules"][0]["sourceIpGroups"] = [ips]
    rules = made(build, kit, build.policy("p", collection))
    assert rules.by_address(web(), "must")[0][0][1].sources == addresses("10.1.1.0/24")
    build.drop(ips)
    world = build.world()
    with pytest.raises(Undecided, match="not in the template"):
        Filter(next(iter(world.estate.firewalls)), world).by_address(web(), "may")


def test_rules_on_the_firewall_itself_and_circular_parents_are_undecided(build: Any, kit: Any) -> None:
    one = build.policy("one", basePolicy={"id": f"{kit.GROUP}/providers/Microsoft.Network/firewallPolicies/two"})
    build.policy("two", basePolicy={"id": one})
    with pytest.raises(Undecided, match="its own parent"):
        made(build, kit, one)
    build.change(
        f"{kit.GROUP}/providers/Microsoft.Network/azureFirewalls/fw", lambda properties: properties.update(networkRuleCollections=[{}])
    )
    world = build.world()
    with pytest.raises(Undecided, match="rules of its own"):
        Filter(next(iter(world.estate.firewalls)), world)


def test_everything_that_a_rule_matches_by_name(build: Any, kit: Any) -> None:
    collection = kit.name_rules("ok", {"names": ["a.b"], "tags": ["WindowsUpdate"], "categories": ["Business"]})
    collection["rules"][0]["targetUrls"] = ["www.c.d/path", "https://e.f/g"]
    rules = made(build, kit, build.policy("p", collection))
    assert names_of(rules.application[0].rule) == ("a.b", "www.c.d", "e.f", "tag:WindowsUpdate", "category:Business")


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("*", "a.b", True),
        ("*.b", "a.b", True),
        ("*.b", "b", False),
        ("*.b", "*.a.b", True),
        ("*.a.b", "*.b", False),
        ("A.B", "a.b.", True),
        ("a.b", "c.a.b", False),
        ("*.b", "*", False),
    ],
)
def test_what_a_pattern_covers(pattern: str, name: str, expected: bool) -> None:
    assert covers(pattern, name) is expected


LABELS = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map(".".join)


@given(st.one_of(LABELS, LABELS.map("*.".__add__)), st.one_of(LABELS, LABELS.map("*.".__add__)), LABELS)
def test_patterns_agree_with_the_names_that_they_match(one: str, other: str, name: str) -> None:
    if covers(one, other) and covers(other, name):
        assert covers(one, name)
    if covers(one, name) and covers(other, name):
        assert overlap(one, other)

"""A2 item 7: security admin rules come before security groups, and neither opens nor shuts for sure."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Unresolved
from enclave.verify.network.addresses import addresses
from enclave.verify.network.admin_rules import TYPE, admin_names, admin_rules
from enclave.verify.network.ingress import doors
from enclave.verify.network.packets import Packet
from enclave.verify.network.security import Guard


def side(*prefixes: str, kind: str = "IPPrefix") -> list[dict[str, str]]:
    return [{"addressPrefix": prefix, "addressPrefixType": kind} for prefix in prefixes]


def rule(build: Any, access: str, direction: str = "Inbound", **properties: Any) -> str:
    body = {"access": access, "direction": direction, "protocol": "Tcp", "priority": 1, **properties}
    found: str = build.add(TYPE, "manager/config/rules/one", body, kind="Custom", location=None)
    return found


def guard(build: Any, kit: Any, *rules: str) -> Guard:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24", "nsg": build.nsg("nsg", *rules)}})
    world = build.world()
    found: Guard = world.guard(world.estate.site(kit.subnet_id("net", "a")))
    return found


def packet(source: str, destination: str, port: int = 443) -> Packet:
    ends = [addresses(source), addresses(destination)]
    return Packet(ends[0].first, ends[1].first, 0, port)  # type: ignore[union-attr]


INWARD, OUTWARD = packet("203.0.113.7", "10.0.1.4"), packet("10.0.1.4", "10.0.2.4")


def test_item_7_always_allow_may_pass_a_group_that_denies(build: Any, kit: Any) -> None:
    rule(build, "AlwaysAllow", destinationPortRanges=["443"], sources=side("Internet", kind="ServiceTag"))
    shut = guard(build, kit, "100 in deny * * from * to *")
    assert INWARD in shut.allowed("Inbound", "may")
    assert INWARD not in shut.allowed("Inbound", "must")
    assert packet("203.0.113.7", "10.0.1.4", 22) not in shut.allowed("Inbound", "may")
    assert "security admin rule one (AlwaysAllow)" in shut.because("Inbound", "may", INWARD)


def test_item_7_deny_may_stop_what_a_group_allows(build: Any, kit: Any) -> None:
    rule(build, "Deny", "Outbound", destinationPortRanges=["443"], destinations=side("10.0.2.0/24"))
    open_group = guard(build, kit)
    assert OUTWARD in open_group.allowed("Outbound", "may")
    assert OUTWARD not in open_group.allowed("Outbound", "must")
    assert packet("10.0.1.4", "10.0.3.4") in open_group.allowed("Outbound", "must")
    assert "security admin rule one (Deny)" in open_group.because("Outbound", "must", OUTWARD)


def test_item_7_allow_leaves_the_packet_to_the_group(build: Any, kit: Any) -> None:
    rule(build, "Allow", sources=side("0.0.0.0/0"))
    shut = guard(build, kit, "100 in deny * * from * to *")
    assert INWARD not in shut.allowed("Inbound", "may")


def test_item_7_groups_of_networks_may_hold_anything(build: Any, kit: Any) -> None:
    rule(build, "AlwaysAllow", sources=side("/some/group", kind="NetworkGroup"))
    assert INWARD in guard(build, kit, "100 in deny * * from * to *").allowed("Inbound", "may")


def test_item_7_where_no_group_stands_it_may_open_a_standard_address(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    build.machine("vm", kit.subnet_id("net", "a"), ip="10.0.1.9", public="Standard")
    for access, opened in (("Deny", False), ("AlwaysAllow", True)):
        rule(build, access, sources=side("203.0.113.0/24"))
        world = build.world()
        (door,) = doors(world)[0]
        site = world.estate.site(kit.subnet_id("net", "a"))
        assert bool(door.passes(site, world, "may", world.book.outsiders(surely=False))) is opened
        assert not door.passes(site, world, "must", world.book.outsiders(surely=True))


def test_item_7_what_cannot_be_read_is_undecided(build: Any, kit: Any) -> None:
    rule(build, "AlwaysAllow", sources=Unresolved("parameters('who')"))
    assert list(admin_names(build.graph())) == []
    world = build.world()
    with pytest.raises(Undecided, match="who"):
        list(admin_rules(world.estate.graph, world.book, world.estate.private))

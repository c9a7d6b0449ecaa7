"""What machines of one subnet can send to others."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Graph
from enclave.verify.estate import Estate
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import Box, PacketSet
from enclave.verify.network.reach import Sender, Target, endpoints, is_other, machines
from enclave.verify.network.security import Mode
from enclave.verify.network.world import World

DENY = "4000 in deny * * from * to *"


def sent(world: World, here: str, there: str, mode: Mode = "must", target: Target | None = None, port: int = 0) -> PacketSet:
    sites = {site.id.rpartition("/")[2]: site for site in world.estate.sites.values()}
    among = Box(ports=IntervalSet.of((port, port))) if port else None
    found = [
        each.packets
        for goal in ((target,) if target else machines(sites[there], world))
        for each in Sender(sites[here], world, among).arrivals(goal, mode)
    ]
    return PacketSet(tuple(box for packets in found for box in packets.boxes))


def two(build: Any, *rules: str, peered: bool = True) -> World:
    nsg = build.nsg("nsg", *rules) if rules else None
    build.network("a", "10.1.0.0/16", {"here": {"prefix": "10.1.1.0/24"}})
    build.network("b", "10.2.0.0/16", {"there": {"prefix": "10.2.1.0/24", "nsg": nsg}})
    if peered:
        build.peer("a", "b")
    return build.world()  # type: ignore[no-any-return]


def test_peered_networks_reach_each_other_and_others_do_not(build: Any) -> None:
    world = two(build)
    assert sent(world, "here", "there")
    assert sent(world, "there", "here")


def test_without_a_peering_nothing_arrives(build: Any) -> None:
    world = two(build, peered=False)
    assert not sent(world, "here", "there", "may")


def test_half_a_peering_may_and_does_not_surely(build: Any) -> None:
    two(build, peered=False)
    build.peer("a", "b", both=False)
    world = build.world()
    assert sent(world, "here", "there", "may")
    assert not sent(world, "here", "there", "must")


def test_security_groups_on_either_side_decide_port_by_port(build: Any) -> None:
    world = two(build, "100 in allow tcp 443 from 10.1.0.0/16 to *", DENY)
    found = sent(world, "here", "there")
    assert {box.ports for box in found.boxes} == {IntervalSet.of((443, 443))}
    assert not sent(world, "here", "there", port=22)


def test_a_machine_is_guarded_by_its_own_group_too(build: Any) -> None:
    two(build)
    shut = build.nsg("shut", DENY)
    build.machine("m", "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/b/subnets/there", ip="10.2.1.9", nsg=shut)
    world = build.world()
    assert not sent(world, "here", "there", "may")
    build.machine("n", "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/b/subnets/there", ip="10.2.1.10")
    found = sent(build.world(), "here", "there")
    assert found.destinations == IntervalSet.of((0x0A02010A, 0x0A02010A))


def hub(build: Any, kit: Any, *collections: Any) -> World:
    """Two spokes whose traffic goes through a firewall."""
    table = build.routes("rt", "0.0.0.0/0 VirtualAppliance 10.0.0.4")
    build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.0.0.0/26"}})
    build.network("a", "10.1.0.0/16", {"here": {"prefix": "10.1.1.0/24", "routes": table}})
    build.network("b", "10.2.0.0/16", {"there": {"prefix": "10.2.1.0/24", "routes": table}})
    build.peer("hub", "a")
    build.peer("hub", "b")
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), build.policy("policy", *collections))
    return build.world()  # type: ignore[no-any-return]


def test_a_firewall_passes_what_its_network_rules_allow(build: Any, kit: Any) -> None:
    allowed = kit.network_rules("web", {"sources": ["10.1.1.0/24"], "destinations": ["10.2.1.7"], "ports": ["8080"]})
    world = hub(build, kit, allowed)
    found = sent(world, "here", "there")
    assert [(box.destinations, box.ports) for box in found.boxes] == [
        (IntervalSet.of((0x0A020107, 0x0A020107)), IntervalSet.of((8080, 8080)))
    ]
    assert not sent(world, "there", "here", "may")


def test_a_name_rule_may_lead_inside_only_when_a_name_can(build: Any, kit: Any) -> None:
    world = hub(build, kit, kit.name_rules("named", {"names": ["login.microsoftonline.com"]}))
    assert not sent(world, "here", "there", "may")
    build.zone("corp.example", "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/a")
    world = hub(build, kit, kit.name_rules("named", {"names": ["app.corp.example"]}))
    assert sent(world, "here", "there", "may")
    assert not sent(world, "here", "there", "must")
    world = hub(build, kit, kit.name_rules("named", {"names": ["*"]}))
    assert sent(world, "here", "there", "may")


def test_an_unknown_appliance_or_a_gateway_cannot_be_followed(build: Any, kit: Any) -> None:
    hub(build, kit)
    build.routes("rt", "0.0.0.0/0 VirtualAppliance 10.0.9.9")
    with pytest.raises(Undecided):
        sent(build.world(), "here", "there", "may")
    assert not sent(build.world(), "here", "there", "must")
    build.routes("rt", "10.2.0.0/16 VirtualNetworkGateway")
    with pytest.raises(Undecided):
        sent(build.world(), "here", "there", "may")


def test_an_endpoint_is_reached_past_route_tables_and_answers_its_ports_only(build: Any, kit: Any) -> None:
    hub(build, kit)
    build.peer("a", "b")
    account = build.ai("oai")
    build.endpoint("pep", kit.subnet_id("b", "there"), account, ip="10.2.1.5")
    world = build.world()
    place = world.estate.site(kit.subnet_id("b", "there"))
    (target,) = endpoints(place, world)
    found = sent(world, "here", "there", target=target)
    assert found.destinations == IntervalSet.of((0x0A020105, 0x0A020105))
    assert IntervalSet.union(box.ports for box in found.boxes) == IntervalSet.of((80, 80), (443, 443))


def test_machines_of_a_subnet_and_whoever_may_stand_there(build: Any, kit: Any) -> None:
    world = two(build)
    place = world.estate.site(kit.subnet_id("b", "there"))
    assert [target.node for target in machines(place, world)] == [place.id]
    assert is_other(world.estate.site(kit.subnet_id("a", "here")), place)
    assert World(Estate(Graph(()))).estate.sites == {}

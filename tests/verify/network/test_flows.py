"""What must work can: item by item, what stops a flow, and where it is said to stop."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.verify.network.flows import Flow, to_dns, to_name, to_service, to_subnet

ALWAYS = {"privateRanges": ["255.255.255.255/32"]}


def spoke_and_hub(
    build: Any, kit: Any, *collections: dict[str, Any], policies: str = "Disabled", snat: Any = ALWAYS, **subnet: Any
) -> None:
    """A spoke with machines and a spoke with an endpoint, each peered with a hub that has a firewall, not with each other."""
    build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.0.0.0/26"}})
    table = build.routes("rt", "0.0.0.0/0 VirtualAppliance 10.0.0.4")
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24", "routes": table, **subnet}})
    group = build.nsg("nsg-pe", "100 in allow tcp 443 from 10.0.0.0/26 to *", "4000 in deny * * from * to *")
    build.network("two", "10.2.0.0/16", {"pe": {"prefix": "10.2.1.0/24", "privateEndpointNetworkPolicies": policies, "nsg": group}})
    build.peer("hub", "net")
    build.peer("hub", "two")
    more = {} if snat is None else {"snat": snat}
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), build.policy("p", *collections, **more))
    build.endpoint("pe", kit.subnet_id("two", "pe"), build.ai(), ip="10.2.1.5")


def flow(build: Any, kit: Any) -> Flow:
    world = build.world()
    return to_service(world.estate.site(kit.subnet_id("net", "a")), next(iter(world.estate.endpoints)), 443, world)


def allowed(kit: Any) -> dict[str, Any]:
    found: dict[str, Any] = kit.network_rules("ok", {"sources": ["10.1.1.0/24"], "destinations": ["10.2.1.0/24"]})
    return found


def test_inside_one_network(build: Any, kit: Any) -> None:
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}, "pe": {"prefix": "10.1.2.0/24"}})
    build.endpoint("pe", kit.subnet_id("net", "pe"), build.ai())
    found = flow(build, kit)
    assert found.works
    assert found.hops[-1].node.endswith("/privateEndpoints/pe")


def test_the_senders_group_must_allow_every_address_that_the_endpoint_may_get(build: Any, kit: Any) -> None:
    nsg = build.nsg("nsg", "100 out allow tcp 443 from * to 10.1.2.0/25", "4000 out deny * * from * to *")
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24", "nsg": nsg}, "pe": {"prefix": "10.1.2.0/24"}})
    build.endpoint("pe", kit.subnet_id("net", "pe"), build.ai())
    found = flow(build, kit)
    assert not found.works
    assert "r4000-out" in found.hops[-1].because
    build.endpoint("pe", kit.subnet_id("net", "pe"), build.ai(), ip="10.1.2.9")
    assert flow(build, kit).works


def test_through_the_firewall(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit))
    found = flow(build, kit)
    assert found.works
    assert [hop.node.rpartition("/")[2] for hop in found.hops] == ["a", "rt", "fw", "pe"]


def test_a_firewall_without_the_rule_stops_it(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, kit.network_rules("ok", {"destinations": ["10.9.0.0/16"]}))
    found = flow(build, kit)
    assert not found.works
    assert found.hops[-1].because == "no network rule surely allows it"


def test_item_12_each_half_of_each_peering_is_needed(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit))
    base = f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks"
    whole = dict(build.resources)
    for half in (
        "hub/virtualNetworkPeerings/to-two",
        "two/virtualNetworkPeerings/to-hub",
        "hub/virtualNetworkPeerings/to-net",
        "net/virtualNetworkPeerings/to-hub",
    ):
        build.resources = dict(whole)
        build.drop(f"{base}/{half}")
        assert not flow(build, kit).works, half


def test_item_12_forwarded_traffic_must_be_allowed_where_it_arrives(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit))
    half = f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/two/virtualNetworkPeerings/to-hub"
    build.change(half, lambda properties: properties.update(allowForwardedTraffic=False))
    found = flow(build, kit)
    assert "does not allow forwarded traffic" in found.hops[-1].because


def test_item_17_the_endpoints_group_counts_where_policies_say_so(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit), policies="NetworkSecurityGroupEnabled")
    assert flow(build, kit).works
    build.nsg("nsg-pe", "4000 in deny * * from * to *")
    found = flow(build, kit)
    assert not found.works
    assert found.hops[-1].node.endswith("/nsg-pe")


@pytest.mark.parametrize("snat", [None, {"privateRanges": ["10.0.0.0/8"]}, {"privateRanges": ["IANAPrivateRanges"]}])
def test_a_firewall_that_keeps_the_source_leaves_the_reply_undecided(build: Any, kit: Any, snat: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit), snat=snat)
    with pytest.raises(Undecided, match="keeps the source address"):
        flow(build, kit)


def test_a_connection_that_waits_for_approval_is_undecided(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit))
    build.endpoint("pe", kit.subnet_id("two", "pe"), build.ai(), ip="10.2.1.5", manual=True)
    build.drop(f"{kit.GROUP}/providers/Microsoft.Network/privateEndpoints/pe")
    build.endpoint("pe", kit.subnet_id("two", "pe"), build.ai(), ip="10.2.1.5", manual=True)
    with pytest.raises(Undecided, match="approval"):
        flow(build, kit)


@pytest.mark.parametrize(("rule", "works"), [("udp 53", True), ("tcp 53", False), ("udp 54", False)])
def test_the_dns_server_must_be_asked(build: Any, kit: Any, rule: str, works: bool) -> None:
    nsg = build.nsg("nsg", f"100 out allow {rule} from * to 10.0.0.4", "4000 out deny * * from * to *")
    spoke_and_hub(build, kit, nsg=nsg)
    world = build.world()
    assert to_dns(world.estate.site(kit.subnet_id("net", "a")), "10.0.0.4", world).works is works


def test_a_dns_server_without_a_route_is_not_asked(build: Any, kit: Any) -> None:
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}})
    world = build.world()
    found = to_dns(world.estate.site(kit.subnet_id("net", "a")), "10.0.0.4", world)
    assert "no route surely leads" in found.hops[-1].because


def named(build: Any, kit: Any, name: str) -> Flow:
    world = build.world()
    return to_name(world.estate.site(kit.subnet_id("net", "a")), name, world)


def test_a_declared_name_passes_the_firewall(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, kit.name_rules("ok", {"names": ["a.example.org", "*.example.net"]}))
    assert named(build, kit, "a.example.org").works
    assert named(build, kit, "x.example.net").works
    assert not named(build, kit, "b.example.org").works


def test_a_declared_name_is_stopped_by_what_comes_before(build: Any, kit: Any) -> None:
    ok = kit.name_rules("ok", {"names": ["a.example.org"]}, priority=300)
    spoke_and_hub(build, kit, ok, kit.name_rules("no", {"names": ["*.org"]}, priority=200, action="Deny"))
    assert not named(build, kit, "a.example.org").works
    spoke_and_hub(build, kit, ok, kit.network_rules("no", {"destinations": ["20.0.0.0/8"]}, action="Deny"))
    assert not named(build, kit, "a.example.org").works
    spoke_and_hub(build, kit, ok, nsg=build.nsg("nsg", "100 out deny tcp 443 from * to 20.0.0.0/8"))
    found = named(build, kit, "a.example.org")
    assert "not every address" in found.hops[-1].because


def test_without_a_route_to_the_firewall_no_name_passes(build: Any, kit: Any) -> None:
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}})
    assert not named(build, kit, "a.example.org").works


def machines(build: Any, kit: Any, port: int = 443, within: str = "") -> Flow:
    """From machines of one spoke to those of the other."""
    world = build.world()
    return to_subnet(world.estate.site(kit.subnet_id("net", "a")), world.estate.site(kit.subnet_id("two", "pe")), within, port, world)


def test_to_machines_their_own_group_always_counts(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit), policies="Disabled")
    assert machines(build, kit).works
    stopped = machines(build, kit, port=22)
    assert not stopped.works
    assert stopped.hops[-1].because == "no network rule surely allows it"
    build.nsg("nsg-pe", "4000 in deny * * from * to *")
    assert machines(build, kit).hops[-1].because.startswith("rule r4000-in")
    assert flow(build, kit).works


def test_to_some_machines_only_their_addresses_must_be_reached(build: Any, kit: Any) -> None:
    some = kit.network_rules("ok", {"sources": ["10.1.1.0/24"], "destinations": ["10.2.1.8/32"]})
    spoke_and_hub(build, kit, some)
    assert machines(build, kit, within="10.2.1.8/32").works
    assert not machines(build, kit).works
    with pytest.raises(Undecided):
        machines(build, kit, within="10.3.0.0/24")


def test_machines_without_a_way_between_them_are_not_reached(build: Any, kit: Any) -> None:
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}})
    build.network("two", "10.2.0.0/16", {"pe": {"prefix": "10.2.1.0/24"}})
    assert not machines(build, kit).works
    build.peer("net", "two")
    assert machines(build, kit).works


@pytest.mark.parametrize(
    ("route", "works", "named_works"),
    [
        ("0.0.0.0/0 Internet", True, True),
        ("10.2.0.0/16 None", True, True),  # the endpoint's own route is as long as its address
        ("0.0.0.0/0 VirtualAppliance 10.9.9.9", True, False),
        ("20.0.0.0/8 None", True, False),
    ],
)
def test_item_11_the_firewalls_own_routes_count_too(build: Any, kit: Any, route: str, works: bool, named_works: bool) -> None:
    spoke_and_hub(build, kit, allowed(kit), kit.name_rules("ok", {"names": ["a.example.org"]}))
    table = build.routes("rt-fw", route)
    build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.0.0.0/26", "routes": table}})
    assert flow(build, kit).works is works
    assert named(build, kit, "a.example.org").works is named_works


def test_item_11_and_stop_what_goes_to_machines_or_to_endpoints_under_route_tables(build: Any, kit: Any) -> None:
    spoke_and_hub(build, kit, allowed(kit), policies="RouteTableEnabled")
    assert flow(build, kit).works
    assert machines(build, kit).works
    table = build.routes("rt-fw", "10.2.0.0/16 None")
    build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.0.0.0/26", "routes": table}})
    for found in (flow(build, kit), machines(build, kit)):
        assert not found.works
        assert found.hops[-1].node.endswith("/rt-fw")


def test_item_15_names_in_network_rules_need_the_dns_proxy(build: Any, kit: Any) -> None:
    rules = kit.network_rules("ok", {"fqdns": ["a.example.org"]})
    spoke_and_hub(build, kit, rules)
    assert not named(build, kit, "a.example.org").works
    policy = f"{kit.GROUP}/providers/Microsoft.Network/firewallPolicies/p"
    build.change(policy, lambda properties: properties.update(dnsSettings={"enableProxy": True}))
    assert named(build, kit, "a.example.org").works

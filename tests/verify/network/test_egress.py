"""A2 items 8, 10, 13 and 14: the ways out of a subnet."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.verify.model import until_undecided
from enclave.verify.network.addresses import TAG_BASE
from enclave.verify.network.egress import Egress, WayOut, has_default_outbound

FIREWALL = "0.0.0.0/0 VirtualAppliance 10.0.0.4"


def ways(
    build: Any, kit: Any, *routes: str, api: str = "2025-09-01", policy: str | None = None, peer: bool = True, **subnet: Any
) -> list[WayOut]:
    build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.0.0.0/26"}})
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy)
    given = {"prefix": "10.1.1.0/24", **subnet}
    if routes:
        given["routes"] = build.routes("rt", *routes)
    build.network("net", "10.1.0.0/16", {"a": given}, api=api)
    if peer:
        build.peer("hub", "net")
    world = build.world()
    return list(Egress(world.estate.site(kit.subnet_id("net", "a")), world).ways())


def reasons(found: list[WayOut]) -> list[str]:
    return [way.hops[1].because for way in found]


def test_item_13_default_outbound_access_as_written(build: Any, kit: Any) -> None:
    (way,) = ways(build, kit, defaultOutboundAccess=True)
    assert "written as on" in way.hops[1].because
    assert way.must


@pytest.mark.parametrize(("api", "on"), [("2015-06-15", True), ("2025-05-01", True), ("2025-07-01", False), ("2025-09-01", False)])
def test_item_13_default_outbound_access_when_it_is_absent_depends_on_the_api_version(build: Any, kit: Any, api: str, on: bool) -> None:
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24", "defaultOutboundAccess": None}}, api=api)
    world = build.world()
    assert has_default_outbound(world.estate.site(kit.subnet_id("net", "a"))) is on


def test_item_13_a_private_subnet_still_reaches_the_regions_storage(build: Any, kit: Any) -> None:
    (way,) = ways(build, kit)
    assert "storage accounts" in way.hops[1].because
    assert way.must.destinations.first >= TAG_BASE
    assert way.must.destinations.size == 1


def test_item_13_a_group_stops_it(build: Any, kit: Any) -> None:
    assert ways(build, kit, nsg=build.nsg("nsg", "4000 out deny * * from * to Internet")) == []


def test_item_13_a_nat_gateway_is_a_way_out_only_while_a_route_leads_to_the_internet(build: Any, kit: Any) -> None:
    nat = build.add("Microsoft.Network/natGateways", "nat")
    assert any("NAT gateway nat" in reason for reason in reasons(ways(build, kit, nat=nat)))
    assert ways(build, kit, FIREWALL, nat=nat) == []


def test_item_13_a_delegated_subnet_manages_its_own_way_out(build: Any, kit: Any) -> None:
    (way,) = ways(build, kit, delegations=[{"name": "d", "properties": {"serviceName": "Microsoft.Databricks/workspaces"}}])
    assert way.may
    assert not way.must


@pytest.mark.parametrize("service", ["Microsoft.Web/serverFarms", "microsoft.app/environments"])
def test_item_13_apps_leave_also_from_a_private_subnet(build: Any, kit: Any, service: str) -> None:
    given = [{"name": "d", "properties": {"serviceName": service}}]
    (way,) = ways(build, kit, defaultOutboundAccess=False, delegations=given)
    assert way.must == way.may
    assert ways(build, kit, FIREWALL, delegations=given) == []
    both = [*given, {"name": "e", "properties": {"serviceName": "Microsoft.Databricks/workspaces"}}]
    (unsure,) = ways(build, kit, delegations=both)
    assert not unsure.must


def test_item_13_a_public_address_is_the_way_out_of_its_machine_alone(build: Any, kit: Any) -> None:
    build.machine("vm", kit.subnet_id("net", "a"), ip="10.1.1.9", public="Standard")
    direct = [way for way in ways(build, kit) if "public address" in way.hops[1].because]
    assert [way.must.sources.size for way in direct] == [1]
    shut = build.nsg("shut", "100 out deny * * from * to *")
    build.machine("vm", kit.subnet_id("net", "a"), ip="10.1.1.9", public="Standard", nsg=shut)
    assert not [way for way in ways(build, kit) if "public address" in way.hops[1].because]


def test_item_13_a_public_load_balancer_with_an_outbound_rule(build: Any, kit: Any) -> None:
    address = build.add("Microsoft.Network/publicIPAddresses", "pip-lb", {}, sku={"name": "Standard"})
    balancer = build.add(
        "Microsoft.Network/loadBalancers",
        "lb",
        {"frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {"id": address}}}], "outboundRules": [{"name": "o"}]},
        sku={"name": "Standard"},
    )
    build.machine("vm", kit.subnet_id("net", "a"), loadBalancerBackendAddressPools=[{"id": f"{balancer}/backendAddressPools/p"}])
    found = [way for way in ways(build, kit) if "public load balancer lb" in way.hops[1].because]
    assert len(found) == 1
    assert found[0].must


def test_item_10_a_service_endpoint_leaves_past_the_firewall(build: Any, kit: Any) -> None:
    (way,) = ways(build, kit, FIREWALL, serviceEndpoints=[{"service": "Microsoft.Storage"}])
    assert "every tenant" in way.hops[1].because
    assert way.must


def test_item_11_nothing_known_at_the_next_hop_is_undecided_after_what_is_known(build: Any, kit: Any) -> None:
    with pytest.raises(Undecided, match="no firewall of the template"):
        ways(build, kit, "0.0.0.0/0 VirtualAppliance 10.0.0.99")
    world = build.world()
    found, problem = until_undecided(Egress(world.estate.site(kit.subnet_id("net", "a")), world).ways())
    assert found == []
    assert problem is not None


def test_item_11_a_firewall_that_is_not_peered_is_not_reached(build: Any, kit: Any) -> None:
    with pytest.raises(Undecided, match="no firewall of the template"):
        ways(build, kit, FIREWALL, peer=False)


def test_a_route_to_a_gateway_is_undecided(build: Any, kit: Any) -> None:
    with pytest.raises(Undecided, match="virtual network gateway"):
        ways(build, kit, "0.0.0.0/0 VirtualNetworkGateway")


def test_item_14_the_firewall_lets_pass_by_address_and_by_name(build: Any, kit: Any) -> None:
    policy = build.policy(
        "p",
        kit.network_rules("ntp", {"destinations": ["20.0.0.0/8"], "ports": ["123"], "protocols": ["UDP"]}),
        kit.name_rules("web", {"names": ["www.example.org"]}),
    )
    found = ways(build, kit, FIREWALL, policy=policy)
    assert [(way.placed is not None, way.passage.names if way.passage else ()) for way in found] == [
        (True, ()),
        (False, ("www.example.org",)),
    ]
    assert all(way.must for way in found)


def test_item_14_what_the_group_lets_out_bounds_what_the_firewall_sees(build: Any, kit: Any) -> None:
    policy = build.policy("p", kit.name_rules("web", {"names": ["www.example.org"]}))
    nsg = build.nsg("nsg", "100 out allow tcp 80 from * to Internet", "200 out deny * * from * to *")
    assert ways(build, kit, FIREWALL, policy=policy, nsg=nsg) == []


def test_ipv6_leaves_only_where_the_subnet_has_it(build: Any, kit: Any) -> None:
    (way,) = ways(
        build, kit, FIREWALL, "::/0 Internet", prefix=None, addressPrefixes=["10.1.1.0/24", "fd00:1::/64"], defaultOutboundAccess=True
    )
    assert "route1 (::/0)" in way.hops[0].because


def test_item_13_a_nat_gateway_of_the_whole_network(build: Any, kit: Any) -> None:
    net = f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/net"
    build.add("Microsoft.Network/natGateways", "nat", {"sourceVirtualNetwork": {"id": net}})
    assert "NAT gateway nat of the network" in reasons(ways(build, kit))


def test_item_3_the_group_sees_the_private_address_and_not_the_translated_one(build: Any, kit: Any) -> None:
    for rules, left in (
        (("100 out deny * * from 10.1.1.0/24 to *",), False),
        (("100 out deny * * from 20.1.2.3 to *",), True),
    ):
        table = build.routes("rt-direct", "0.0.0.0/0 Internet")
        part = {"prefix": "10.1.1.0/24", "nsg": build.nsg("nsg-direct", *rules), "routes": table, "nat": "/nat"}
        build.network("direct", "10.1.0.0/16", {"a": part})
        world = build.world()
        found = list(Egress(world.estate.site(kit.subnet_id("direct", "a")), world).ways())
        assert bool(found) is left


@pytest.mark.parametrize(("service", "leaves"), [("Microsoft.Network/dnsResolvers", False), ("Microsoft.App/environments", True)])
def test_a_resolver_in_a_subnet_of_its_own_sends_what_its_rules_say(build: Any, kit: Any, service: str, leaves: bool) -> None:
    found = ways(build, kit, defaultOutboundAccess=True, delegations=[{"name": "d", "properties": {"serviceName": service}}])
    assert bool(found) is leaves
    assert all(bool(way.must) is leaves for way in found)

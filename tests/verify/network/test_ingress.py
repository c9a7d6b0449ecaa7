"""A2 items 2, 3 and 21: the ways in from the internet."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.network.addresses import addresses
from enclave.verify.network.ingress import Door, doors
from enclave.verify.network.packets import PacketSet

WEB = "100 in allow tcp 443 from Internet to *"


def network(build: Any, kit: Any, **subnet: Any) -> str:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24", **subnet}})
    return kit.subnet_id("net", "a")


def entered(build: Any, subnet: str, mode: Any = "must") -> tuple[PacketSet, list[Door]]:
    world = build.world()
    found, problems = doors(world)
    assert problems == ()
    site, passed = world.estate.site(subnet), PacketSet()
    for door in found:
        assert door.landing.lower() == subnet.lower()
        passed = passed | door.passes(site, world, mode, world.book.outsiders(surely=mode == "must"))
    return passed, list(found)


def test_item_21_a_standard_address_is_closed_without_a_group_and_a_basic_one_open(build: Any, kit: Any) -> None:
    subnet = network(build, kit)
    build.machine("vm", subnet, ip="10.0.1.4", public="Standard")
    assert entered(build, subnet, "may")[0] == PacketSet()
    build.machine("vm", subnet, ip="10.0.1.4", public="Basic")
    assert entered(build, subnet)[0]


def test_item_2_the_subnets_group_and_the_interfaces_must_both_allow(build: Any, kit: Any) -> None:
    subnet = network(build, kit, nsg=build.nsg("nsg", WEB))
    build.machine("vm", subnet, ip="10.0.1.4", public="Standard", nsg=build.nsg("own", "100 in allow tcp 22 from Internet to *"))
    assert not entered(build, subnet, "may")[0]
    build.machine("vm", subnet, ip="10.0.1.4", public="Standard", nsg=build.nsg("own", "100 in allow tcp 22,443 from Internet to *"))
    passed, found = entered(build, subnet)
    assert {low for box in passed.boxes for low, _ in box.ports.ranges} == {443}
    world = build.world()
    hops = found[0].reasons(world.estate.site(subnet), world, "must", passed)
    assert [hop.node.rpartition("/")[2] for hop in hops] == ["pip-vm", "nsg", "own"]


def test_item_3_rules_see_the_private_address(build: Any, kit: Any) -> None:
    subnet = network(build, kit, nsg=build.nsg("nsg", "100 in allow tcp 443 from Internet to 10.0.1.5"))
    build.machine("vm", subnet, ip="10.0.1.4", public="Standard")
    assert not entered(build, subnet, "may")[0]
    build.machine("vm", subnet, ip="10.0.1.5", public="Standard")
    assert entered(build, subnet)[0].destinations == addresses("10.0.1.5")


def test_an_address_that_azure_picks_is_only_surely_reached_when_each_is(build: Any, kit: Any) -> None:
    subnet = network(build, kit, nsg=build.nsg("nsg", "100 in allow tcp 443 from Internet to 10.0.1.5"))
    build.machine("vm", subnet, public="Standard")
    assert not entered(build, subnet, "must")[0]
    assert entered(build, subnet, "may")[0]


def balancer(build: Any, kit: Any, **rule: Any) -> str:
    address = build.add("Microsoft.Network/publicIPAddresses", "pip-lb", {}, sku={"name": "Standard"})
    lb = f"{kit.GROUP}/providers/Microsoft.Network/loadBalancers/lb"
    front = {"id": f"{lb}/frontendIPConfigurations/public"}
    properties = {
        "frontendIPConfigurations": [
            {"name": "public", "properties": {"publicIPAddress": {"id": address}}},
            {"name": "inside", "properties": {}},
        ],
        "loadBalancingRules": [
            {
                "name": "web",
                "properties": {
                    "frontendIPConfiguration": front,
                    "backendAddressPool": {"id": f"{lb}/backendAddressPools/p"},
                    "protocol": "Tcp",
                    "frontendPort": 80,
                    "backendPort": 8080,
                    **rule,
                },
            }
        ],
    }
    return build.add("Microsoft.Network/loadBalancers", "lb", properties, sku={"name": "Standard"})


def test_item_21_a_public_load_balancer_leads_to_its_pool(build: Any, kit: Any) -> None:
    subnet = network(build, kit, nsg=build.nsg("nsg", "100 in allow tcp 8080 from Internet to *"))
    lb = balancer(build, kit)
    build.machine("vm", subnet, ip="10.0.1.4", loadBalancerBackendAddressPools=[{"id": f"{lb}/backendAddressPools/p"}])
    passed, _ = entered(build, subnet)
    assert [box.ports.ranges for box in passed.boxes] == [((8080, 8080),)]


def test_item_21_an_inside_front_end_leads_nobody_in(build: Any, kit: Any) -> None:
    subnet = network(build, kit, nsg=build.nsg("nsg", "100 in allow tcp 8080 from Internet to *"))
    lb = f"{kit.GROUP}/providers/Microsoft.Network/loadBalancers/lb"
    balancer(build, kit, frontendIPConfiguration={"id": f"{lb}/frontendIPConfigurations/inside"})
    build.machine("vm", subnet, ip="10.0.1.4", loadBalancerBackendAddressPools=[{"id": f"{lb}/backendAddressPools/p"}])
    assert entered(build, subnet, "may") == (PacketSet(), [])


def test_a_load_balancer_elsewhere_is_undecided(build: Any, kit: Any) -> None:
    subnet = network(build, kit)
    build.machine(
        "vm",
        subnet,
        loadBalancerBackendAddressPools=[{"id": f"{kit.GROUP}/providers/Microsoft.Network/loadBalancers/x/backendAddressPools/p"}],
    )
    _, problems = doors(build.world())
    assert ["not in the template" in problem.message for problem in problems] == [True]


def gateway(build: Any, subnet: str, *, public: bool = True) -> str:
    address = build.add("Microsoft.Network/publicIPAddresses", "pip-agw", {}, sku={"name": "Standard"})
    agw = "/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/agw"
    front = {"publicIPAddress": {"id": address}} if public else {"subnet": {"id": subnet}}
    return build.add(
        "Microsoft.Network/applicationGateways",
        "agw",
        {
            "gatewayIPConfigurations": [{"name": "g", "properties": {"subnet": {"id": subnet}}}],
            "frontendIPConfigurations": [{"name": "f", "properties": front}],
            "frontendPorts": [{"name": "p", "properties": {"port": 8443}}],
            "httpListeners": [
                {
                    "name": "l",
                    "properties": {
                        "frontendIPConfiguration": {"id": f"{agw}/frontendIPConfigurations/f"},
                        "frontendPort": {"id": f"{agw}/frontendPorts/p"},
                    },
                }
            ],
        },
    )


def test_item_21_an_application_gateway_listens_for_the_internet(build: Any, kit: Any) -> None:
    subnet = network(build, kit)
    gateway(build, subnet)
    passed, _ = entered(build, subnet)
    assert [box.ports.ranges for box in passed.boxes] == [((8443, 8443),)]
    gateway(build, subnet, public=False)
    assert entered(build, subnet, "may")[1] == []


@pytest.mark.parametrize(("source", "open_"), [("*", True), ("203.0.113.0/24", True), ("10.9.0.0/16", False)])
def test_item_21_the_firewall_translates_its_address_for_the_sources_that_its_rule_names(
    build: Any, kit: Any, source: str, open_: bool
) -> None:
    build.network("hub", "10.1.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.1.0.0/26"}})
    subnet = network(build, kit, nsg=build.nsg("nsg", "100 in allow tcp 443 from 10.1.0.0/26 to *", "4000 in deny * * from * to *"))
    policy = build.policy("p", kit.translation_rules("in", {"sources": [source], "to": "10.0.1.4"}))
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy, ip="10.1.0.4")
    passed, found = entered(build, subnet)
    assert bool(passed) is open_
    assert "translates its public address to 10.0.1.4" in found[0].hops[0].because


def test_item_21_a_firewall_without_a_public_address_translates_nothing(build: Any, kit: Any) -> None:
    build.network("hub", "10.1.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.1.0.0/26"}})
    subnet = network(build, kit)
    policy = build.policy("p", kit.translation_rules("in", {"to": "10.0.1.4"}))
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy, ip="10.1.0.4", public=False)
    assert entered(build, subnet, "may")[1] == []


def test_a_translation_to_nowhere_known_is_undecided(build: Any, kit: Any) -> None:
    build.network("hub", "10.1.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.1.0.0/26"}})
    policy = build.policy("p", kit.translation_rules("in", {"to": "10.99.0.4"}))
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy, ip="10.1.0.4")
    assert ["in no network of the template" in problem.message for problem in doors(build.world())[1]] == [True]


def test_a_scale_set_with_public_addresses_is_a_way_in(build: Any, kit: Any) -> None:
    subnet = network(build, kit, nsg=build.nsg("nsg", WEB))
    part = {"name": "i", "properties": {"subnet": {"id": subnet}, "publicIPAddressConfiguration": {"name": "each"}}}
    profile = {"networkProfile": {"networkInterfaceConfigurations": [{"name": "n", "properties": {"ipConfigurations": [part]}}]}}
    build.add("Microsoft.Compute/virtualMachineScaleSets", "vmss", {"virtualMachineProfile": profile})
    assert entered(build, subnet)[0]


def test_item_21_members_of_a_pool_that_are_written_as_addresses(build: Any, kit: Any) -> None:
    subnet = network(build, kit, nsg=build.nsg("nsg", "100 in allow tcp 8080 from Internet to *"))
    lb = balancer(build, kit)
    pool = {"name": "p", "properties": {"loadBalancerBackendAddresses": [{"name": "m", "properties": {"ipAddress": "10.0.1.7"}}]}}
    build.change(lb, lambda properties: properties.update(backendAddressPools=[pool]))
    assert entered(build, subnet)[0].destinations == addresses("10.0.1.7")
    pool["properties"] = {"loadBalancerBackendAddresses": [{"name": "m", "properties": {"ipAddress": "10.9.9.9"}}]}
    build.change(lb, lambda properties: properties.update(backendAddressPools=[pool]))
    assert ["in no network of the template" in problem.message for problem in doors(build.world())[1]] == [True]

"""Azure Firewall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import azure_firewalls, virtual_networks
from enclave.graph.resources.azure_firewalls import TYPE, AzureFirewall
from enclave.graph.resources.virtual_networks import Subnet, VirtualNetwork

RG = "/resourceGroups/rg-test/providers"
HUB = f"{RG}/{virtual_networks.TYPE}/hub"
SUBNET = Subnet(f"{HUB}/subnets/AzureFirewallSubnet", "AzureFirewallSubnet", ("10.7.0.64/26",))
FIREWALL = AzureFirewall(
    f"{RG}/{TYPE}/afw", f"{RG}/Microsoft.Network/firewallPolicies/p", SUBNET.id, None, "Premium",
    (f"{RG}/Microsoft.Network/publicIPAddresses/1", f"{RG}/Microsoft.Network/publicIPAddresses/2"), zones=("1", "2", "3"),
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(azure_firewalls, FIREWALL) == FIREWALL


def test_the_address_is_the_first_that_azure_gives_out(place: Place) -> None:
    (firewall,) = azure_firewalls.write(FIREWALL, place, depends_on=("/x",))
    hub = virtual_networks.write(VirtualNetwork(HUB, "", ("10.7.0.0/16",), (), (SUBNET,), ()), place)
    assert firewall.depends_on == ("/x",)
    assert azure_firewalls.read(firewall, Graph((firewall, *hub))) == replace(FIREWALL, private_ip="10.7.0.68", private_ip_assumed=True)


def test_an_address_that_is_stated_is_taken(make: Callable[..., Resource]) -> None:
    part = {"name": "c", "properties": {"privateIPAddress": "10.7.0.70", "subnet": {"id": SUBNET.id}}}
    found = azure_firewalls.read(make(TYPE, "afw", {"properties": {"ipConfigurations": [part]}}))
    assert (found.private_ip, found.private_ip_assumed, found.tier) == ("10.7.0.70", False, "Standard")


def test_classic_rules_are_seen(make: Callable[..., Resource]) -> None:
    assert azure_firewalls.read(make(TYPE, "afw", {"properties": {"networkRuleCollections": []}})).own is None
    rule = {
        "name": "r",
        "sourceAddresses": ["*"],
        "destinationAddresses": ["203.0.113.7"],
        "destinationPorts": ["443"],
        "protocols": ["TCP"],
        "translatedAddress": "10.0.1.4",
        "translatedPort": "443",
    }
    collection = {"name": "x", "properties": {"priority": 100, "action": {"type": "Dnat"}, "rules": [rule]}}
    own = azure_firewalls.read(make(TYPE, "afw", {"properties": {"NatRuleCollections": [collection]}})).own
    assert own
    ((found,),) = [group.collections for group in own.groups]
    assert (found.kind, found.action, found.priority) == ("Dnat", "Dnat", 100)
    assert found.rules[0].protocols == ("TCP",)
    assert found.rules[0].translated_address == "10.0.1.4"


def test_classic_rules_that_cannot_be_read_raise(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        azure_firewalls.read(make(TYPE, "afw", {"properties": {"networkRuleCollections": Unresolved("x")}}))


@pytest.mark.parametrize(("value", "proxies"), [("true", True), ("True", True), ("false", False), (None, False)])
def test_a_firewall_without_a_policy_may_answer_names(make: Callable[..., Resource], value: Any, proxies: bool) -> None:
    rules = [{"name": "x", "properties": {"priority": 100, "action": {"type": "Allow"}, "rules": []}}]
    settings = {} if value is None else {"Network.DNS.EnableProxy": value}
    own = azure_firewalls.read(
        make(TYPE, "afw", {"properties": {"networkRuleCollections": rules, "additionalProperties": settings}})
    ).own
    assert own
    assert own.dns_proxy is proxies


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(azure_firewalls.write(FIREWALL, place)) == []


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        azure_firewalls.read(make(TYPE, "afw", {"properties": {"firewallPolicy": {"id": Unresolved("[x]")}}}))


@pytest.mark.parametrize(
    ("prefix", "address"),
    [("10.0.0.0/26", "10.0.0.4"), ("10.0.0.9/26", "10.0.0.4"), ("10.0.0.0/30", None), ("10.0.0.0/33", None), ("x", None)],
)
def test_the_first_address_of_a_subnet_that_has_one(prefix: str, address: str | None) -> None:
    network = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub"
    body = {"properties": {"subnets": [{"name": "AzureFirewallSubnet", "properties": {"addressPrefix": prefix}}]}}
    graph = Graph((Resource("Microsoft.Network/virtualNetworks", "", "hub", "/resourceGroups/rg", body),))
    assert azure_firewalls.first_address(f"{network}/subnets/AzureFirewallSubnet", graph) == address

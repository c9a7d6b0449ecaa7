"""Route tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import azure_firewalls, route_tables, virtual_networks
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.graph.resources.route_tables import ROUTE_TYPE, TYPE, Route, RouteTable
from enclave.graph.resources.virtual_networks import Subnet, VirtualNetwork

RG = "/resourceGroups/rg-test/providers"
TABLE = RouteTable(
    f"{RG}/{TYPE}/rt-a", (Route("out", "0.0.0.0/0", "VirtualAppliance", "10.0.0.4"), Route("drop", "Storage", "None")), True
)


@pytest.mark.parametrize("table", [TABLE, RouteTable(TABLE.id, ())])
def test_what_is_written_is_read_back(table: RouteTable, round_trip: Callable[..., Any]) -> None:
    assert round_trip(route_tables, table) == table


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(route_tables.write(TABLE, place)) == []


def test_child_routes_are_merged(make: Callable[..., Resource]) -> None:
    parent = make(TYPE, "rt-a", {"properties": {"disableBgpRoutePropagation": "true"}})
    child = make(ROUTE_TYPE, "rt-a/out", {"properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet", "nextHopIpAddress": ""}})
    assert route_tables.read(parent, Graph((parent, child))) == RouteTable(parent.id, (Route("out", "0.0.0.0/0", "Internet"),), True)


def test_a_next_hop_that_is_a_firewalls_address_is_worked_out(place: Place, make: Callable[..., Resource]) -> None:
    hub = f"{RG}/{virtual_networks.TYPE}/hub"
    subnet = Subnet(f"{hub}/subnets/AzureFirewallSubnet", "AzureFirewallSubnet", ("10.7.0.64/26",))
    firewall = AzureFirewall(f"{RG}/{azure_firewalls.TYPE}/afw", None, subnet.id, None, "Premium", (f"{RG}/Microsoft.Network/p/ip",))
    others = (*virtual_networks.write(VirtualNetwork(hub, "", ("10.7.0.0/16",), (), (subnet,), ()), place),
              *azure_firewalls.write(firewall, place))
    hop = Ref(firewall.id, "properties.ipConfigurations[0].properties.privateIPAddress")
    table = make(TYPE, "rt-a", {"properties": {"routes": [
        {"name": "out", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": hop}},
    ]}})
    assert route_tables.read(table, Graph((table, *others))).routes[0].next_hop_ip == "10.7.0.68"
    alone = route_tables.read(table).routes[0]
    assert (alone.prefix, alone.next_hop_ip) == ("0.0.0.0/0", None)
    assert "privateIPAddress" in alone.hidden


def test_a_route_that_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        route_tables.read(make(TYPE, "rt-a", {"properties": {"routes": Unresolved("[parameters('routes')]")}}))

"""A route table for every subnet of a spoke: everything that leaves the network goes to the firewall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import route_tables
from enclave.graph.resources.route_tables import Route, RouteTable


def tables(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The route tables."""
    place = site.place("virtual-network/route-tables")
    to_firewall = Route("default-to-firewall", "0.0.0.0/0", "VirtualAppliance", str(site.plan.firewall_ip))
    for spoke in site.plan.spokes.values():
        for subnet in spoke.subnets:
            table = RouteTable(route_table_id(site, subnet), (to_firewall,), disable_bgp_propagation=True)
            yield from route_tables.write(table, place)


def route_table_id(site: Site, subnet: str) -> str:
    """Id of a subnet's route table."""
    return site.id(route_tables.TYPE, subnet.removeprefix("snet-"))

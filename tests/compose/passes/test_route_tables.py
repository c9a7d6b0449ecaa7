"""Route tables of the spokes."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.route_tables import route_table_id, tables
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.resources import route_tables
from enclave.graph.resources.route_tables import Route


def test_every_subnet_of_a_spoke_goes_to_the_firewall(run: Callable[..., Graph], site: Site) -> None:
    graph = run(tables)
    subnets = [subnet for spoke in site.plan.spokes.values() for subnet in spoke.subnets]
    assert {table.id for table in graph} == {route_table_id(site, subnet) for subnet in subnets}
    for table in graph:
        found = route_tables.read(table, graph)
        assert found.routes == (Route("default-to-firewall", "0.0.0.0/0", "VirtualAppliance", str(site.plan.firewall_ip)),)
        assert found.disable_bgp_propagation

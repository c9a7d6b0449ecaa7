"""Route tables and their routes, inline or as child resources."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, last_segment, lookup, text
from enclave.graph.model import Body, Graph, Ref, Resource, Value
from enclave.graph.parts import Place, stated
from enclave.graph.resources import azure_firewalls

TYPE = "Microsoft.Network/routeTables"
ROUTE_TYPE = f"{TYPE}/routes"
API_VERSION = "2025-09-01"


class Route(Struct, frozen=True):
    """One route. The prefix may be a service tag."""

    name: str
    prefix: str
    next_hop_type: str
    """`VirtualAppliance`, `VirtualNetworkGateway`, `VnetLocal`, `Internet` or `None`."""
    next_hop_ip: str | None = None
    hidden: str = ""
    """Why the address of the next hop is not known; empty: it is. Everything else is known of every route."""


class RouteTable(Struct, frozen=True):
    """A route table."""

    id: str
    routes: tuple[Route, ...]
    disable_bgp_propagation: bool = False


def read(resource: Resource, graph: Graph | None = None) -> RouteTable:
    """A route table; with a graph its child routes are merged in. Raises `Undecided`."""
    routes = [_route(part, text(part, "name"), graph) for part in items(resource.body, "properties.routes")]
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() == ROUTE_TYPE.lower():
            routes.append(_route(child.body, last_segment(child.name), graph))
    merged = tuple({route.name.lower(): route for route in routes}.values())
    return RouteTable(resource.id, merged, flag(resource.body, "properties.disableBgpRoutePropagation"))


def write(table: RouteTable, place: Place) -> tuple[Resource, ...]:
    """The route table with its routes inline."""
    routes: list[Value] = [
        {
            "name": route.name,
            "properties": stated(
                addressPrefix=route.prefix, nextHopType=route.next_hop_type, nextHopIpAddress=route.next_hop_ip
            ),
        }
        for route in table.routes
    ]
    properties: Value = {"disableBgpRoutePropagation": table.disable_bgp_propagation, "routes": routes}
    return (place.put(TYPE, API_VERSION, table.id, {"properties": properties}),)


def _route(body: Body, name: str, graph: Graph | None) -> Route:
    address, hidden = None, ""
    try:
        address = _next_hop(body, graph)
    except Undecided as doubt:  # an address that only a deployment tells is that of this one route
        hidden = doubt.message
    return Route(
        name=name,
        prefix=text(body, "properties.addressPrefix"),
        next_hop_type=text(body, "properties.nextHopType"),
        next_hop_ip=address,
        hidden=hidden,
    )


def _next_hop(body: Body, graph: Graph | None) -> str | None:
    value = lookup(body, "properties.nextHopIpAddress")
    target = graph.get(value.resource) if isinstance(value, Ref) and graph else None
    if target is not None and target.type.lower() == azure_firewalls.TYPE.lower():
        address = azure_firewalls.read(target, graph).private_ip
        if address:
            return address
    return text(body, "properties.nextHopIpAddress", None) or None

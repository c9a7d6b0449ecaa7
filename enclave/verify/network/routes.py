"""Effective routes of a subnet: longest prefix, user-defined before system, service endpoints besides (A2 items 9 to 13, 17)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from enclave.graph.body import Undecided, last_segment
from enclave.graph.resources.private_endpoints import PrivateEndpoint
from enclave.graph.resources.route_tables import Route
from enclave.verify.estate import Site, space_of
from enclave.verify.network.addresses import IPV4, IPV6, NOWHERE, addresses, prefix_length
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.learned import teacher
from enclave.verify.network.world import World, endpoint_tag
from enclave.verify.unsure import Unsure

Kind: TypeAlias = Literal["local", "peering", "internet", "endpoint", "appliance", "gateway", "nowhere"]
USER_KINDS: dict[str, Kind] = {
    "virtualappliance": "appliance",
    "virtualnetworkgateway": "gateway",
    "vnetlocal": "local",
    "internet": "internet",
    "none": "nowhere",
}
DROPPED = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
"""Private prefixes that Azure drops, until a user-defined route for 0.0.0.0/0 takes these routes away (udr-overview, example)."""
BY_ROUTE_TABLE = frozenset({"routetableenabled", "enabled"})
"""Network policies of a subnet under which route tables act on its private endpoints."""
BY_SECURITY_GROUP = frozenset({"networksecuritygroupenabled", "enabled"})


class NextHop(Struct, frozen=True):
    """Where packets go next."""

    kind: Kind
    where: str
    """Address of an appliance, id of a network, name of a service; else empty."""
    node: str
    """Id of what says so: a route table, a subnet, a peering's network."""
    because: str
    hidden: str = ""
    """Why the address of an appliance is not known; empty: it is."""


class Leg(Struct, frozen=True):
    """Destinations that share a next hop."""

    hop: NextHop
    may: IntervalSet
    """Every address that could be sent this way."""
    must: IntervalSet
    """Those that surely are."""


class _Entry(Struct, frozen=True):
    length: int
    user: bool
    destinations: IntervalSet
    hop: NextHop
    sure: bool = True


def legs(site: Site, world: World) -> tuple[Leg, ...]:
    """The effective routes of a subnet, by next hop. Raises `Undecided`."""
    return world.ask(_legs, site.id)


def _legs(world: World, site_id: str) -> tuple[Leg, ...]:
    site = world.estate.site(site_id)
    table = world.estate.tables[site.subnet.route_table] if site.subnet.route_table else None
    routes = table.routes if table else ()
    overridden = any(route.prefix.strip() == "0.0.0.0/0" for route in routes)
    learns = not overridden and not (table and table.disable_bgp_propagation)
    entries = [*_system(site, world, overridden, teacher(site, world) if learns else "")]
    tagged: list[tuple[IntervalSet, IntervalSet, NextHop]] = []
    for route in routes:
        hop = _user_hop(route, table.id if table else "")
        destinations = addresses(route.prefix)
        bounds = world.book.named(route.prefix, NOWHERE)
        if destinations is None:
            tagged.append((bounds.inner, bounds.outer, hop))
        else:
            entries.append(_Entry(prefix_length(route.prefix), True, bounds.outer, hop))
    for service in site.subnet.service_endpoints:
        bounds = world.book.named(endpoint_tag(service), NOWHERE)
        hop = NextHop("endpoint", service, site.id, f"service endpoint {service} routes past every route table")
        tagged.append((bounds.inner, bounds.outer, hop))
    return _carve(entries, tagged)


def _carve(entries: list[_Entry], tagged: list[tuple[IntervalSet, IntervalSet, NextHop]]) -> tuple[Leg, ...]:
    # a service endpoint may lead to the service in its own region only: to others the other routes lead
    surely = IntervalSet.union(inner for inner, _, hop in tagged if hop.kind != "endpoint")
    perhaps = IntervalSet.union(outer for _, outer, _ in tagged)
    found = [Leg(hop, outer, inner if len(tagged) == 1 else EMPTY) for inner, outer, hop in tagged]
    if len(tagged) > 1:
        found = [_alone(place, tagged) for place in range(len(tagged))]
    taken = EMPTY
    for entry in sorted(entries, key=lambda entry: (-entry.length, not entry.user)):
        destinations = entry.destinations - taken
        taken |= entry.destinations
        leg = Leg(entry.hop, destinations - surely, destinations - perhaps if entry.sure else EMPTY)
        if leg.may:
            found.append(leg)
    return tuple(found)


def _alone(place: int, tagged: list[tuple[IntervalSet, IntervalSet, NextHop]]) -> Leg:
    """One tag's route: sure only where no other tag's route could be as good."""
    inner, outer, hop = tagged[place]
    others = IntervalSet.union(other[1] for index, other in enumerate(tagged) if index != place)
    return Leg(hop, outer, inner - others)


def _system(site: Site, world: World, overridden: bool, taught_by: str) -> list[_Entry]:
    here = site.network
    own = NextHop("local", here.id, here.id, "system route inside the virtual network")
    entries = [_entry(prefix, own) for prefix in here.address_space]
    for other in world.estate.neighbours(here.id, surely=False):
        prefixes = world.estate.address_space(other)
        if prefixes is not None and space_of(prefixes).meets(space_of(here.address_space)):
            raise Unsure(f"{last_segment(here.id)} is peered with {last_segment(other)}, and their addresses overlap", here.id)
        hop = NextHop("peering", other, here.id, f"peering with {last_segment(other)}")
        entries += [_entry(prefix, hop) for prefix in prefixes or ()]
    dropped = NextHop("nowhere", "", here.id, "system route drops private addresses that are not of the network")
    entries += [] if overridden else [_entry(prefix, dropped) for prefix in DROPPED]
    told = f", unless {taught_by} teaches another one" if taught_by else ""
    said = f"system route 0.0.0.0/0 leads to the internet: no route table says otherwise{told}"
    internet = NextHop("internet", "", site.id, said)
    entries.append(_Entry(0, False, world.book.named("0.0.0.0/0", NOWHERE).outer, internet, not taught_by))
    entries.append(_Entry(0, False, IPV6, internet, not taught_by))
    return entries


def _entry(prefix: str, hop: NextHop) -> _Entry:
    found = addresses(prefix)
    if found is None:
        raise Undecided(prefix, hop.node)
    return _Entry(prefix_length(prefix), False, found, hop)


def _user_hop(route: Route, table: str) -> NextHop:
    kind = USER_KINDS.get(route.next_hop_type.lower())
    if kind is None:
        raise Unsure(f"route {route.name} has the unknown next hop type {route.next_hop_type}", table)
    to = f"{route.next_hop_type} {route.next_hop_ip}" if route.next_hop_ip else route.next_hop_type
    return NextHop(kind, route.next_hop_ip or "", table, f"route {route.name} ({route.prefix}) leads to {to}", route.hidden)


def to_endpoint(site: Site, endpoint: PrivateEndpoint, world: World) -> tuple[Leg, ...]:
    """The routes from a subnet to one private endpoint (A2 item 17). Raises `Undecided`.

    In its own and in peered networks an endpoint has a /32 route, which beats every prefix; a user-defined route takes its
    place only where the endpoint's subnet lets route tables act and the prefix is no shorter than the network's own.
    """
    place = world.estate.site(endpoint.subnet)
    target = endpoint_addresses(endpoint, world)
    if not world.estate.connected(site.network.id, place.network.id, surely=True):
        return tuple(Leg(leg.hop, leg.may & target, leg.must & target) for leg in legs(site, world) if leg.may & target)
    kind: Kind = "local" if site.network.id.lower() == place.network.id.lower() else "peering"
    direct = NextHop(kind, place.network.id.lower(), endpoint.id, "route of the private endpoint itself (/32)")
    if place.subnet.private_endpoint_network_policies.lower() not in BY_ROUTE_TABLE or not site.subnet.route_table:
        return (Leg(direct, target, target),)
    least = min(prefix_length(prefix) for prefix in place.network.address_space)
    table = world.estate.tables[site.subnet.route_table]
    entries = [_Entry(0, False, IPV4 | IPV6, direct)]
    for route in table.routes:
        destinations = addresses(route.prefix)
        if destinations is not None and prefix_length(route.prefix) >= least:
            entries.append(_Entry(prefix_length(route.prefix), True, destinations, _user_hop(route, table.id)))
    carved = _carve(entries, [])
    return tuple(Leg(leg.hop, leg.may & target, leg.must & target) for leg in carved if leg.may & target)


def endpoint_addresses(endpoint: PrivateEndpoint, world: World) -> IntervalSet:
    """Where an endpoint may stand: its written addresses, else any of its subnet. Raises `Undecided`."""
    written = [found for each in endpoint.addresses if (found := addresses(each.ip))]
    return IntervalSet.union(written) if written else world.estate.site(endpoint.subnet).addresses

"""What machines of one subnet can send to machines and private endpoints of others: directly, over peerings, through firewalls.

Like the security groups, every answer comes as `may` (all that could arrive, for proofs of isolation) or `must` (what
surely does, for refutations). What machines forward for others is not followed: a next hop that is no firewall raises.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from enclave.finding import Hop
from enclave.graph.body import Undecided, last_segment, text, texts
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.graph.resources.private_endpoints import PrivateEndpoint
from enclave.verify.estate import Site, network_of
from enclave.verify.network.addresses import addresses
from enclave.verify.network.egress import firewall_at
from enclave.verify.network.firewall import Passage, address_filter_of, filter_of, overlap
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.names import names
from enclave.verify.network.packets import ANY_PORT, ANY_PROTOCOL, TCP, Box, Packet, PacketSet
from enclave.verify.network.ports import WELL_FORMED, ports
from enclave.verify.network.routes import BY_SECURITY_GROUP, Leg, endpoint_addresses, legs, to_endpoint
from enclave.verify.network.security import Guard, Mode
from enclave.verify.network.world import UNKNOWN_NEIGHBOUR, World
from enclave.verify.unsure import Unsure

EVERYTHING = Box(protocols=ANY_PROTOCOL, ports=ANY_PORT)
PRIVATE_LINK = "privatelink."
PRIVATE_RANGES = UNKNOWN_NEIGHBOUR
"""Ranges towards which a firewall keeps the source's address when nothing else is written (firewall/snat-private-range)."""
_TABLE: Mapping[str, str] = json.loads((Path(__file__).parent / "endpoint_ports.json").read_text(encoding="utf-8"))["ports"]
ANSWERS: Mapping[str, Box] = {
    kind.lower(): Box(protocols=IntervalSet.of((TCP, TCP)), ports=ports((listed,))) for kind, listed in _TABLE.items()
}
"""Lower-case type of a service -> the packets that its private endpoint answers. A type that is not here may answer any."""


class Target(Struct, frozen=True):
    """Where packets are to arrive: machines of a subnet, or one private endpoint in it."""

    place: Site
    addresses: IntervalSet
    groups: tuple[str | None, ...]
    """Security groups that a packet meets there; None: none stands there."""
    endpoint: PrivateEndpoint | None = None
    owner: str = ""
    """Id of the machine or endpoint; empty: whoever stands in the subnet."""

    @property
    def node(self) -> str:
        return self.owner or self.place.id

    @property
    def answers(self) -> Box:
        """The packets that whatever stands there may answer."""
        kind = "/".join(self.endpoint.target.rpartition("/providers/")[2].split("/")[:2]).lower() if self.endpoint else ""
        return ANSWERS.get(kind, Box())


class Arrival(Struct, frozen=True):
    """Packets as their source sends them, and the hops that let them arrive."""

    packets: PacketSet
    hops: tuple[Hop, ...]


class Departure(Struct, frozen=True):
    """Packets on their way, up to the network that they are sent into."""

    packets: PacketSet
    hops: tuple[Hop, ...]
    network: str
    """Id of the network that hands them over: the source's own, or the firewall's."""
    translated: IntervalSet | None = None
    """Addresses that the firewall may have put in place of the source's; None: it does not."""
    kept: bool = True
    """The source's own address may still be there."""
    names: tuple[str, ...] = ()
    """Names that the firewall lets pass; empty: it looks at addresses."""
    origin: str = ""
    """Id of the firewall's subnet; empty: they come straight from the source."""


class Left(Struct, frozen=True):
    """All that leaves a subnet."""

    departures: tuple[Departure, ...]
    destinations: IntervalSet
    """Of all that a firewall does not look at by name."""
    names: tuple[tuple[str, ...], ...]
    """The names that firewalls let pass."""
    problems: tuple[tuple[IntervalSet, Undecided], ...]
    """Destinations that a route leads to which could not be followed, and why."""


def machines(place: Site, world: World) -> tuple[Target, ...]:
    """Every machine of a subnet; whoever may stand there, where there is none or one could not be read. Raises `Undecided`."""
    return world.once(("machines", place.id.lower()), lambda: _machines(place, world))


def _machines(place: Site, world: World) -> tuple[Target, ...]:
    found = [
        Target(place, _written(port.ip, place), (place.subnet.nsg, port.nsg), None, port.owner) for port in world.attached(place.id)
    ]
    anybody = Target(place, place.addresses, (place.subnet.nsg,))
    return (*found, anybody) if world.unattached or not found else tuple(found)


def endpoints(place: Site, world: World) -> tuple[Target, ...]:
    """Every private endpoint of a subnet. Raises `Undecided`."""
    return world.once(("endpoints", place.id.lower()), lambda: tuple(_endpoints(place, world)))


def _endpoints(place: Site, world: World) -> Iterator[Target]:
    guarded = place.subnet.private_endpoint_network_policies.lower() in BY_SECURITY_GROUP
    for endpoint in endpoints_in(place.id, world):
        yield Target(place, endpoint_addresses(endpoint, world), (place.subnet.nsg if guarded else None,), endpoint, endpoint.id)


def endpoints_in(subnet_id: str, world: World) -> tuple[PrivateEndpoint, ...]:
    """The private endpoints of a subnet, as they are written."""
    return world.ask(_endpoints_in, subnet_id.lower())


def _endpoints_in(world: World, subnet_id: str) -> tuple[PrivateEndpoint, ...]:
    return tuple(world.once(("endpoints by subnet",), lambda: _by_subnet(world)).get(subnet_id, ()))


def _by_subnet(world: World) -> Mapping[str, list[PrivateEndpoint]]:
    found: dict[str, list[PrivateEndpoint]] = {}
    for endpoint in world.estate.endpoints:
        found.setdefault(endpoint.subnet.lower(), []).append(endpoint)
    return found


def _written(ip: str | None, place: Site) -> IntervalSet:
    return (addresses(ip) if ip else None) or place.addresses


class Sender:
    """One subnet as a source; `among` narrows the packets that are asked about."""

    def __init__(self, site: Site, world: World, among: Box | None = None) -> None:
        self.site, self.world = site, world
        self.among = among or EVERYTHING

    def arrivals(self, target: Target, mode: Mode) -> Iterator[Arrival]:
        """The packets that arrive, way by way. Raises `Undecided` where a way may lead there and cannot be followed."""
        if target.endpoint is not None and self._has_own_route(target):
            left = self.leave(target.addresses, mode, target.endpoint.id)
        else:
            left = self.everywhere(mode)
        if target.addresses.meets(left.destinations) or any(_leads_to(names, target, self.world) for names in left.names):
            for departure in left.departures:
                yield from self._arrive(departure, target, mode)
        for destinations, problem in left.problems if mode == "may" else ():
            if target.addresses.meets(destinations):
                raise problem

    def hops(self, packet: Packet, target: Target, mode: Mode) -> tuple[Hop, ...]:
        """The hops that let one packet arrive, each with the rule that this very packet meets; none where it does not arrive."""
        here = (IntervalSet.of((number, number)) for number in (packet.source, packet.destination, packet.protocol, packet.port))
        alone = Sender(self.site, self.world, Box(*here))
        return next((arrival.hops for arrival in alone.arrivals(target, mode) if packet in arrival.packets), ())

    def concerns(self, place: Site) -> bool:
        """Whether anything that it sends may arrive in a subnet; when that is not known, it may. Cheaper than asking for arrivals."""
        return self.places is None or place.id.lower() in self.places

    @property
    def places(self) -> frozenset[str] | None:
        """Ids, lower case, of the subnets where anything may arrive that it sends; None: that is not known."""
        return self.world.ask(_places, self.site.id, self.among)

    def machines_at(self, destinations: IntervalSet, led: tuple[tuple[str, ...], ...]) -> frozenset[str]:
        """Ids, lower case, of the subnets where machines have one of the addresses, or one of the names. Raises `Undecided`."""
        return self.world.ask(_at, destinations, led)

    def everywhere(self, mode: Mode) -> Left:
        """All that leaves the subnet for private addresses. Raises `Undecided`."""
        return self.world.ask(_everywhere, self.site.id, self.among, mode)

    def _has_own_route(self, target: Target) -> bool:
        """A private endpoint has a route of its own in its network and in those that are surely peered with it."""
        return self.world.estate.connected(self.site.network.id, target.place.network.id, surely=True)

    def leave(self, towards: IntervalSet, mode: Mode, endpoint: str = "") -> Left:
        """What leaves the subnet by each route, or by those to one private endpoint, and why a route could not be followed."""
        among = self.among & Box(self.site.addresses, towards)
        left: list[Departure] = []
        problems: list[tuple[IntervalSet, Undecided]] = []
        for leg, packets, said in self.world.ask(_sent, self.site.id, among, endpoint, mode):
            try:
                left += self._by(leg, packets, said, mode)
            except Undecided as doubt:
                problems.append((packets.destinations, doubt))
        if mode == "may":
            problems += [*self._translated(towards), *(each for departure in left for each in self._sent_on(departure))]
        by_address = IntervalSet.union(each.packets.destinations for each in left if not each.names)
        return Left(tuple(left), by_address, tuple({each.names for each in left if each.names}), tuple(problems))

    def _sent_on(self, departure: Departure) -> Iterator[tuple[IntervalSet, Undecided]]:
        """Where a firewall's own subnet has another hop for what it lets pass, which is not followed."""
        if not departure.origin or departure.names:
            return
        try:
            for leg in legs(self.world.estate.site(departure.origin), self.world):
                part = departure.packets & Box(destinations=leg.may)
                if part and leg.hop.kind in ("appliance", "gateway"):
                    told = f"{departure.hops[-1].because}, then {leg.hop.because}: what stands there may let it through"
                    yield part.destinations, Unsure(told, departure.hops[-1].node)
        except Undecided as doubt:
            yield departure.packets.destinations, doubt

    def _translated(self, towards: IntervalSet) -> Iterator[tuple[IntervalSet, Undecided]]:
        """Where firewalls translate what the subnet sends to a private address of theirs."""
        estate, guard = self.world.estate, self.world.guard(self.site)
        for firewall in estate.firewalls:
            if firewall.subnet is None or not estate.connected(self.site.network.id, network_of(firewall.subnet), surely=False):
                continue
            try:
                rules = address_filter_of(firewall, self.world)
            except Undecided:
                continue  # whoever has a route to it is told so
            for placed in rules.nat:
                sources, destinations = rules.sides(placed.rule)
                asked = Box(sources.outer & self.site.addresses, destinations.outer & estate.private, ports=ports(placed.rule.ports))
                wanted = ports((placed.rule.translated_port or "*",))
                if wanted.meets(self.among.ports) and guard.allowed("Outbound", "may", PacketSet((asked,)) & WELL_FORMED):
                    told = f"{placed.label} of {last_segment(firewall.id)} sends it on to {placed.rule.translated_address}"
                    yield addresses(placed.rule.translated_address or "") or towards, Unsure(told, firewall.id)

    def _by(self, leg: Leg, packets: PacketSet, said: Hop, mode: Mode) -> Iterator[Departure]:
        hops = (said, Hop(leg.hop.node, leg.hop.because))
        if leg.hop.kind in ("local", "peering"):
            yield Departure(packets, hops, self.site.network.id)
        elif leg.hop.kind == "appliance":
            yield from self._through(leg, packets, hops, mode)
        elif leg.hop.kind == "gateway" and mode == "may":
            raise Unsure(f"{leg.hop.because}, and what lies behind a gateway is not in the template", leg.hop.node)

    def _through(self, leg: Leg, packets: PacketSet, hops: tuple[Hop, ...], mode: Mode) -> Iterator[Departure]:
        firewall = firewall_at(leg.hop, self.site, self.world)
        place = self.world.estate.site(firewall.subnet or "")
        if not self.world.estate.connected(self.site.network.id, place.network.id, surely=mode == "must"):
            return
        rules = address_filter_of(firewall, self.world)
        passed, _ = rules.by_address(packets, mode)
        for placed, part in passed:
            said = (*hops, Hop(firewall.id, f"{placed.label} allows it"))
            for packets_there, translated, kept in _translations(part, firewall, place, self.world):
                yield Departure(packets_there, said, place.network.id, translated, kept, origin=place.id)
        if mode == "may" and self.world.ask(_may_lead_inside, firewall.id):
            for passage in filter_of(firewall, self.world).by_name(packets, packets):
                if _leads_somewhere(passage.names, self.world):
                    yield self._named(passage, hops, firewall.id, place)

    @staticmethod
    def _named(passage: Passage, hops: tuple[Hop, ...], firewall: str, place: Site) -> Departure:
        told = Hop(firewall, f"{passage.placed.label} allows {', '.join(passage.names)}, if such a name leads there")
        return Departure(passage.may, (*hops, told), place.network.id, place.addresses, kept=False, names=passage.names)

    def _arrive(self, departure: Departure, target: Target, mode: Mode) -> Iterator[Arrival]:
        there = target.place.network
        packets = departure.packets & Box(destinations=target.addresses) & target.answers
        if not packets or not self.world.estate.connected(departure.network, there.id, surely=mode == "must"):
            return
        if departure.names and not _leads_to(departure.names, target, self.world):
            return
        hops = departure.hops
        for group in target.groups:
            guard = self.world.guard_of(group, target.place)
            seen = guard.allowed("Inbound", mode, packets)
            if departure.translated is not None:
                other = _back(packets, guard.allowed("Inbound", mode, _from(departure.translated, packets)))
                seen = other if not departure.kept else seen & other if mode == "must" else seen | other
            if not seen:
                return
            packets = seen
            hops = (*hops, Hop(guard.id or target.node, self._said(departure, guard, packets, mode)))
        yield Arrival(packets, (*hops, Hop(target.node, "delivered")))

    @staticmethod
    def _said(departure: Departure, guard: Guard, packets: PacketSet, mode: Mode) -> str:
        packet = packets.example()
        told = guard.because("Inbound", mode, packet)
        if departure.translated is not None and " denies " in told:
            return guard.because("Inbound", mode, replace(packet, source=departure.translated.first))
        return told


def _from(sources: IntervalSet, packets: PacketSet) -> PacketSet:
    """The same packets with other sources."""
    return PacketSet.of(*(Box(sources, box.destinations, box.protocols, box.ports) for box in packets.boxes))


def _back(packets: PacketSet, translated: PacketSet) -> PacketSet:
    """The packets, as they were sent, that are among the translated ones."""
    boxes = (packets & Box(destinations=box.destinations, protocols=box.protocols, ports=box.ports) for box in translated.boxes)
    return PacketSet.of(*(box for part in boxes for box in part.boxes))


def _translations(
    packets: PacketSet, firewall: AzureFirewall, place: Site, world: World
) -> Iterator[tuple[PacketSet, IntervalSet | None, bool]]:
    """(packets, addresses that replace the source's, whether it may be kept): Azure keeps it towards private ranges (`snat`)."""
    policy = world.estate.graph.get(firewall.policy or "")
    written = texts(policy.body, "properties.snat.privateRanges") if policy is not None else ()
    learned = text(policy.body, "properties.snat.autoLearnPrivateRanges", "Disabled") if policy is not None else "Disabled"
    parts = [PRIVATE_RANGES if word.lower() == "ianaprivateranges" else addresses(word) for word in written]
    if learned.lower() == "enabled" or any(part is None for part in parts):
        yield packets, place.addresses, True
        return
    ranges = IntervalSet.union(part for part in parts if part is not None) if parts else PRIVATE_RANGES
    kept = packets & Box(destinations=ranges)
    if kept:
        yield kept, None, True
    if packets - kept:
        yield packets - kept, place.addresses, False


def _may_lead_inside(world: World, firewall_id: str) -> bool:
    """Whether a name that a firewall lets pass may lead to anything inside, or that is not known."""
    try:
        patterns = filter_of(world.estate.firewalls[firewall_id], world).patterns()
    except Undecided:
        return True
    return _leads_somewhere(patterns, world)


def _leads_somewhere(patterns: tuple[str, ...], world: World) -> bool:
    """Whether one of the names may lead to anything inside, or that is not known."""
    try:
        return bool(world.ask(_led_places, patterns))
    except Undecided:
        return True


def _leads_to(patterns: tuple[str, ...], target: Target, world: World) -> bool:
    """Whether one of the names may lead to a target: any where `*` or a category passes, else one that a private zone holds."""
    if target.endpoint is None:
        return _leads_anywhere(patterns, world)
    return _is_any(patterns) or _leads_among(patterns, world.ask(_held, target.endpoint.id))


def _led_places(world: World, patterns: tuple[str, ...]) -> frozenset[str]:
    """Ids of the subnets where one of the names may lead to anything."""
    sites = world.estate.sites
    if _leads_anywhere(patterns, world):
        return frozenset(sites)
    return frozenset(place for place, held in world.ask(_named_places) if place in sites and _leads_among(patterns, held))


def _everywhere(world: World, site_id: str, among: Box, mode: Mode) -> Left:
    site = world.estate.site(site_id)
    return Sender(site, world, among).leave(world.estate.private, mode)


def _sent(world: World, site_id: str, among: Box, endpoint: str, mode: Mode) -> tuple[tuple[Leg, PacketSet, Hop], ...]:
    """What of some packets a subnet's security group lets out to each route, or to those to one endpoint, and what it says."""
    site = world.estate.site(site_id)
    found = to_endpoint(site, world.estate.endpoints[endpoint], world) if endpoint else legs(site, world)
    guard = world.guard(site)
    sent = guard.allowed("Outbound", mode, PacketSet((among,)) & WELL_FORMED)
    parts = ((leg, sent & Box(destinations=leg.may if mode == "may" else leg.must)) for leg in found) if sent else ()
    return tuple(
        (leg, packets, Hop(guard.id or site.id, guard.because("Outbound", mode, packets.example()))) for leg, packets in parts if packets
    )


def _places(world: World, site_id: str, among: Box) -> frozenset[str] | None:
    sender = Sender(world.estate.site(site_id), world, among)
    try:
        left = sender.everywhere("may")
        reached = left.destinations | IntervalSet.union(part for part, _ in left.problems)
        return world.ask(_reached, sender.site.network.id, reached, left.names)
    except Undecided:
        return None


def _reached(world: World, network_id: str, destinations: IntervalSet, led: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """The places of whoever sends to these addresses and names from a network: one set for all of its subnets that do. Raises
    `Undecided`."""
    found = world.ask(_at, destinations, led)
    near = (network_id, *world.estate.neighbours(network_id, surely=True))
    return found.union(site.id.lower() for network in near for site in world.estate.of(network))


def _at(world: World, destinations: IntervalSet, led: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """The places of these addresses and names. Raises `Undecided`."""
    return places_at(destinations, world).union(*(world.ask(_led_places, names) for names in led))


def places_at(destinations: IntervalSet, world: World) -> frozenset[str]:
    """Ids of the subnets that have one of the addresses. Raises `Undecided`."""
    ranges, widest = world.once(("places by address",), partial(_by_address, world))
    found: set[str] = set()
    for low, high in destinations.ranges:
        start = bisect_left(ranges, (low - widest, 0, ""))
        for first, last, place in islice(ranges, start, None):
            if first > high:
                break
            if last >= low:
                found.add(place)
    return frozenset(found)


def _by_address(world: World) -> tuple[list[tuple[int, int, str]], int]:
    """The ranges of every subnet in order, and the size of the widest."""
    sites = world.estate.sites.values()
    ranges = sorted((low, high, site.id.lower()) for site in sites for low, high in site.addresses.ranges)
    return ranges, max((high - low for low, high, _ in ranges), default=0)


def _leads_anywhere(patterns: tuple[str, ...], world: World) -> bool:
    """Whether one of the names may be that of a machine, anywhere."""
    zones = world.ask(_own_zones)
    return _is_any(patterns) or any(
        overlap(f"*.{zone}", pattern) or overlap(zone, pattern) for zone in zones for pattern in _of_owners(patterns)
    )


def _is_any(patterns: tuple[str, ...]) -> bool:
    return any(pattern == "*" or pattern.startswith("category:") for pattern in patterns)


def _leads_among(patterns: tuple[str, ...], held: tuple[str, ...] | None) -> bool:
    """Whether one of the names may be one of a private endpoint's."""
    return held is None or any(overlap(pattern, name) for pattern in _of_owners(patterns) for name in held)


def _of_owners(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Without FQDN tags: they stand for names of Microsoft's, which no zone of the owner's answers."""
    return tuple(pattern for pattern in patterns if not pattern.startswith("tag:"))


def _own_zones(world: World) -> tuple[str, ...]:
    """The names of the private zones that are not for private endpoints."""
    return tuple(zone.zone for zone in world.estate.zones if not zone.zone.lower().startswith(PRIVATE_LINK))


def _named_places(world: World) -> tuple[tuple[str, tuple[str, ...] | None], ...]:
    """The lower-case id of the subnet of each private endpoint, with what `_held` says of it."""
    return tuple((endpoint.subnet.lower(), world.ask(_held, endpoint.id)) for endpoint in world.estate.endpoints)


def _held(world: World, endpoint_id: str) -> tuple[str, ...] | None:
    """The names that private zones hold for an endpoint; None: that is not known."""
    endpoint = world.estate.endpoints[endpoint_id]
    service = world.estate.graph.get(endpoint.target)
    try:
        return tuple(name.fqdn for name in names(service, (endpoint,))) if service is not None else ()
    except Undecided:
        return None


def is_other(one: Site, other: Site) -> bool:
    """Whether two subnets lie in different networks."""
    return network_of(one.id).lower() != network_of(other.id).lower()

"""Whether what must work can: from a subnet to a private endpoint, to another subnet, to a DNS server, and to a name through the firewall.

Only what surely works counts (`must`). Each step that does not is the end of the flow, with the reason.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from enclave.finding import Hop
from enclave.graph.body import last_segment, texts
from enclave.graph.resources.private_endpoints import PrivateEndpoint
from enclave.verify.estate import Site
from enclave.verify.network.addresses import LOAD_BALANCER, addresses, same_family
from enclave.verify.network.egress import WayOut, firewall_at, must_be_known, ways_out
from enclave.verify.network.firewall import address_filter_of, covers
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import TCP, UDP, Box, PacketSet
from enclave.verify.network.routes import BY_SECURITY_GROUP, Leg, NextHop, endpoint_addresses, legs, to_endpoint
from enclave.verify.network.security import Direction, Guard, reach_of, say
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

HTTPS = IntervalSet.of((443, 443))
AZURE_DNS = "168.63.129.16"
PLATFORM_DNS = "azureplatformdns"
DNS_PORT = IntervalSet.of((53, 53))
ONLY_TCP = IntervalSet.of((TCP, TCP))
ONLY_UDP = IntervalSet.of((UDP, UDP))


class Flow(Struct, frozen=True):
    """How far packets get: all the way, or to the last hop."""

    works: bool
    packet: str
    hops: tuple[Hop, ...]


class Walk:
    """Packets of one flow on their way."""

    def __init__(self, site: Site, packets: PacketSet, world: World) -> None:
        self.site, self.packets, self.world = site, packets, world
        self.hops: list[Hop] = []
        self.text = world.book.describe(packets.example())

    def stop(self, node: str, because: str) -> Flow:
        """The flow ends here."""
        return Flow(False, self.text, (*self.hops, Hop(node, because)))

    def arrive(self, node: str, because: str) -> Flow:
        """The flow works."""
        return Flow(True, self.text, (*self.hops, Hop(node, because)))

    def passes(self, guard: Guard, way: Direction, packets: PacketSet, node: str) -> bool:
        """Whether a security group surely lets every packet pass; adds the hop either way."""
        left = packets - guard.allowed(way, "must", packets)
        told = left.example() if left else packets.example()
        self.hops.append(Hop(guard.id or node, guard.because(way, "must", told)))
        if left:
            self.text = self.world.book.describe(told)
        return not left


class Goal(Struct, frozen=True):
    """Where packets must get to."""

    node: str
    place: Site
    addresses: IntervalSet
    guarded: bool
    """The security group of its subnet acts on it."""
    told: str
    endpoint: PrivateEndpoint | None = None
    """Set when it is one: such have a route of their own."""

    def legs_from(self, site: Site, world: World) -> tuple[Leg, ...]:
        """The routes to it from a subnet. Raises `Undecided`."""
        return legs(site, world) if self.endpoint is None else to_endpoint(site, self.endpoint, world)


def to_service(site: Site, endpoint: PrivateEndpoint, port: int, world: World) -> Flow:
    """From a subnet to a private endpoint, for every machine and every address that they may have. Raises `Undecided`."""
    if endpoint.manual:
        raise Unsure(f"private endpoint {last_segment(endpoint.id)} waits for approval", endpoint.id)
    place = world.estate.site(endpoint.subnet)
    guarded = place.subnet.private_endpoint_network_policies.lower() in BY_SECURITY_GROUP
    told = f"private endpoint of {last_segment(endpoint.target)}"
    return _go(site, Goal(endpoint.id, place, endpoint_addresses(endpoint, world), guarded, told, endpoint), port, world)


def to_subnet(site: Site, place: Site, within: str, port: int, world: World) -> Flow:
    """From a subnet to every machine of another, or to those `within` a range of addresses. Raises `Undecided`."""
    target = place.addresses
    if within:
        asked = addresses(within)
        if asked is None or not asked <= target:
            raise Unsure(f"{within} is no range of {last_segment(place.id)}", place.id)
        target = asked
    return _go(site, Goal(place.id, place, target, True, f"machines of {last_segment(place.id)}"), port, world)


def _go(site: Site, goal: Goal, port: int, world: World) -> Flow:
    target = goal.addresses
    found = tuple(Leg(leg.hop, leg.may & target, leg.must & target) for leg in goal.legs_from(site, world) if leg.may & target)
    packets = PacketSet((Box(site.addresses, goal.addresses, ONLY_TCP, IntervalSet.of((port, port))),))
    walk = Walk(site, packets, world)
    if not walk.passes(world.guard(site), "Outbound", packets, site.id):
        return Flow(False, walk.text, tuple(walk.hops))
    direct = IntervalSet()
    for leg in found:
        if not leg.may & goal.addresses:
            continue
        if leg.hop.kind in ("local", "peering"):
            walk.hops.append(Hop(leg.hop.node, leg.hop.because))
            direct |= leg.may
            place = goal.place.network.id
            if leg.hop.kind == "local" and place.lower() != site.network.id.lower():
                return walk.stop(place, "what it leads to stands in another network")
            if not world.estate.connected(site.network.id, place, surely=True):
                return walk.stop(place, "the peering is not there in both directions")
        elif leg.hop.kind == "appliance":
            stopped = _through(walk, leg, goal, port)
            if stopped is not None:
                return stopped
        else:
            return walk.stop(leg.hop.node, leg.hop.because)
    reached = IntervalSet.union(leg.must for leg in found)
    if not goal.addresses <= reached:
        return walk.stop(site.id, "no route surely leads there")
    return _enter(walk, goal, packets & Box(destinations=direct))


def _through(walk: Walk, leg: Leg, goal: Goal, port: int) -> Flow | None:
    """Through the firewall; None: every packet surely passes."""
    world = walk.world
    firewall = firewall_at(leg.hop, walk.site, world)
    walk.hops.append(Hop(leg.hop.node, leg.hop.because))
    place = world.estate.site(firewall.subnet or "")
    if not world.estate.connected(walk.site.network.id, place.network.id, surely=True):
        return walk.stop(place.network.id, f"{last_segment(firewall.id)} stands in a network that is not peered in both directions")
    rules = address_filter_of(firewall, world)
    packets = walk.packets & Box(destinations=leg.may)
    passed, _ = rules.by_address(packets, "must")
    left = packets
    for _, part in passed:
        left = left - part
    if left:
        walk.text = world.book.describe(left.example())
        return walk.stop(firewall.id, "no network rule surely allows it")
    walk.hops.append(Hop(firewall.id, f"{passed[0][0].label} allows it"))
    there = goal.place.network
    if not world.estate.connected(place.network.id, there.id, surely=True):
        return walk.stop(firewall.id, f"{last_segment(there.id)} is not peered with the firewall's network in both directions")
    onward = _onward(goal, leg, place, world)
    if onward is not None:
        return walk.stop(onward.node, onward.because)
    half = world.estate.half(there.id, place.network.id)
    if half is not None and not half.allow_forwarded_traffic:
        return walk.stop(there.id, f"peering {half.name} does not allow forwarded traffic")
    if not _translates(firewall.policy, goal, world):
        raise Unsure(
            f"{last_segment(firewall.id)} keeps the source address (snat.privateRanges), and replies may miss it", firewall.id
        )
    from_firewall = PacketSet((Box(place.addresses, leg.may, ONLY_TCP, IntervalSet.of((port, port))),))
    return None if _admits(walk, goal, from_firewall) else Flow(False, walk.text, tuple(walk.hops))


def _onward(goal: Goal, leg: Leg, place: Site, world: World) -> NextHop | None:
    """Where the firewall's own subnet sends what it lets pass, when that is not straight to the target. Raises `Undecided`."""
    found = goal.legs_from(place, world)
    wrong = (each.hop for each in found if each.may & leg.may & goal.addresses and each.hop.kind not in ("local", "peering"))
    return next(wrong, None)


def _translates(policy_id: str | None, goal: Goal, world: World) -> bool:
    """Whether the firewall puts its own address in place of the source. Default: not for private destinations."""
    resource = world.estate.graph.get(policy_id or "")
    ranges = texts(resource.body, "properties.snat.privateRanges") if resource else ()
    kept = [addresses(text) for text in ranges]
    if not kept or any(part is None for part in kept):
        return False
    return not any(part is not None and part.meets(goal.addresses) for part in kept)


def _admits(walk: Walk, goal: Goal, packets: PacketSet) -> bool:
    """Whether the target's own subnet lets the packets in."""
    return not goal.guarded or walk.passes(walk.world.guard(goal.place), "Inbound", packets, goal.place.id)


def _enter(walk: Walk, goal: Goal, packets: PacketSet) -> Flow:
    if packets and not _admits(walk, goal, packets):
        return Flow(False, walk.text, tuple(walk.hops))
    return walk.arrive(goal.node, goal.told)


def to_platform_dns(site: Site, world: World) -> Flow:
    """From a subnet to Azure's own DNS, which only a rule that names it can stop (A2 item 8). Raises `Undecided`."""
    guard = world.guard(site)
    left = PacketSet((Box(site.addresses, LOAD_BALANCER, ONLY_UDP, DNS_PORT),))
    walk = Walk(site, left, world)
    for rule in guard.in_order("Outbound"):
        if PLATFORM_DNS not in map(str.lower, rule.destinations):
            continue
        inner, outer = reach_of(replace(rule, destinations=("*",)), guard.vicinity, world.book)
        if rule.access == "Deny" and left & outer:
            return walk.stop(guard.id, say(rule))
        left = left - inner
    return walk.arrive(site.network.id, "Azure's own DNS is asked")


def to_dns(site: Site, server: str, world: World) -> Flow:
    """From a subnet to its network's DNS server: Azure's own or the firewall. Raises `Undecided`."""
    if server == AZURE_DNS:
        return to_platform_dns(site, world)
    target = addresses(server)
    if target is None:
        raise Unsure(f"DNS server {server} is no address", site.network.id)
    packets = PacketSet((Box(site.addresses, target, ONLY_UDP, DNS_PORT),))
    walk = Walk(site, packets, world)
    if not walk.passes(world.guard(site), "Outbound", packets, site.id):
        return Flow(False, walk.text, tuple(walk.hops))
    reached = IntervalSet.union(
        leg.must for leg in legs(site, world)
        if leg.hop.kind == "local"
        or (leg.hop.kind == "peering" and world.estate.connected(site.network.id, leg.hop.where, surely=True))
        or (leg.hop.kind == "appliance" and leg.hop.where == server)
    )
    if not target <= reached:
        for leg in legs(site, world):
            if leg.may & target:
                must_be_known(leg.hop)
        return walk.stop(site.id, f"no route surely leads to DNS server {server}")
    return walk.arrive(site.network.id, f"DNS server {server} is asked")


def to_name(site: Site, fqdn: str, world: World) -> Flow:
    """From a subnet to a declared name on port 443, through the firewall. Raises `Undecided`."""
    outside, stopped, hop = world.ask(_sent_out, site.id)
    walk = Walk(site, outside, world)
    walk.hops.append(hop)
    if stopped:
        return walk.stop(hop.node, f"not every address that {fqdn} may have is allowed on port 443")
    left, through = outside, None
    ways, problem = ways_out(site, world)
    for way in ways:
        if way.rules is not None and _carries(way, fqdn) and world.ask(_leaves, way.rules.firewall.id):
            left, through = left - way.must, through or way
            if not left:
                return Flow(True, walk.text, (*walk.hops, *through.hops))
    if problem is not None:
        raise problem
    return walk.stop(site.id, f"no firewall rule that the route leads to surely allows {fqdn}")


def _sent_out(world: World, site_id: str) -> tuple[PacketSet, bool, Hop]:
    """What machines of a subnet send to port 443 outside, whether their security group stops some of it, and what it says."""
    site = world.estate.site(site_id)
    outside = same_family(site.addresses, world.book.internet) & Box(protocols=ONLY_TCP, ports=HTTPS)
    guard = world.guard(site)
    sent = guard.allowed("Outbound", "must", outside)
    hop = Hop(guard.id or site.id, guard.because("Outbound", "must", (sent or outside).example()))
    return outside, bool(outside - sent), hop


def _leaves(world: World, firewall_id: str) -> bool:
    """Whether a firewall's own subnet sends to the internet what it lets pass. Raises `Undecided`."""
    place = world.estate.site(world.estate.firewalls[firewall_id].subnet or "")
    return all(leg.hop.kind in ("internet", "endpoint") for leg in legs(place, world) if leg.may & world.book.internet)


def _carries(way: WayOut, fqdn: str) -> bool:
    """Whether a way through the firewall surely takes a name: by its address, or by the name itself before any denial of it."""
    passage = way.passage
    if passage is None or way.rules is None:
        return way.placed is not None
    return any(covers(name, fqdn) for name in passage.names) and way.rules.denied(fqdn, passage, "must") is None

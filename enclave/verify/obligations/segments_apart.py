"""Obligation 6: networks cannot reach each other but by declared flows.

Protocol, for each subnet that machines may stand in, as a source:
 1. Of all that its machines can send to machines of another network (security groups, routes, peerings, firewalls and what
    they translate, security groups again), nothing is left but the flows that the owner declared.
 2. The same for each private endpoint in another network: only those of services that a flow names (on whatever port the
    service answers: it is the same service, with the same locks). An endpoint of a private link service leads to machines
    of another network wherever it stands.
Without an owner's declaration a private endpoint is one: it is made to be reached. Machines are not, and between a hub (where
a firewall, a gateway or a route server stands) and other networks they are its own business. A subnet that holds nothing but
endpoints holds no machines.
What may arrive but not surely, every way that cannot be followed, and every network that could not be read, is unknown, with all
that it may be peered with; so is a network, firewall or security group of which the template has parts only. A graph with one
network has nothing to prove.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Counterexample, Refuted, Unknown, Verdict
from enclave.graph.body import last_segment
from enclave.graph.model import Intent
from enclave.verify.estate import Site
from enclave.verify.model import Obligation, Step, because, settle
from enclave.verify.network.addresses import addresses
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.islands import is_near, may_touch
from enclave.verify.network.packets import ANY_PORT, NOTHING, TCP, Box, PacketSet
from enclave.verify.network.reach import Sender, Target, endpoints, is_other, machines
from enclave.verify.network.senders import may_reach_machines, receivers
from enclave.verify.network.world import World
from enclave.verify.occupants import unseen
from enclave.verify.subjects import at, client_ids, flows_from, owners_elsewhere, strangers, type_of
from enclave.verify.unsure import Unsure

LINK_SERVICES = "microsoft.network/privatelinkservices"
FORWARDING = frozenset({"azurefirewallsubnet", "gatewaysubnet", "routeserversubnet"})
"""Names of the subnets of what forwards for others. Bastion does not."""
CARRYING = frozenset(
    f"microsoft.network/{name}"
    for name in ("virtualnetworks", "networksecuritygroups", "routetables", "firewallpolicies", "azurefirewalls")
)
"""Types, lower case, that decide what reaches another network."""
ONLY_TCP = IntervalSet.of((TCP, TCP))


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each subnet of a graph with several networks."""
    unread = world.estate.networks.unread
    if len(tuple(world.estate.networks)) < 2 and not unread:
        return
    for problem in unread.values():
        yield problem.where, because(problem)
    for parent_id in owners_elsewhere(world):
        if type_of(parent_id) in CARRYING:
            yield parent_id, Unknown("parts of it are in the template, but it is not")
    for site_id in client_ids(world):
        yield site_id, world.ask(_verdict, site_id)


def _verdict(world: World, site_id: str) -> Verdict:
    site, intent = world.estate.site(site_id), world.estate.graph.intent
    sender = Sender(site, world)
    steps: list[Step] = [partial(_surrounded, site, world)]
    steps += [partial(_kept_apart, sender, world.estate.site(other), intent) for other in world.ask(_within_reach, site.id)]
    steps += [partial(_judge_link, sender, inner, intent) for inner in world.estate.of(site.network.id)]
    return settle(steps, f"reaches other networks by {len(flows_from(site.id, world))} declared flow(s), else nothing")


def _within_reach(world: World, site_id: str) -> tuple[str, ...]:
    """Ids of the subnets of other networks that are asked about, in order: those where anything may arrive that the subnet sends."""
    site, intent = world.estate.site(site_id), world.estate.graph.intent
    hubs = frozenset[str]() if intent else world.ask(_hubs)
    others = (other for other in at(receivers(Sender(site, world)), world) if is_other(site, other) and is_near(site, other, world))
    return tuple(other.id for other in others if (_net(site) in hubs) == (_net(other) in hubs))


def _net(site: Site) -> str:
    return site.network.id.lower()


def _hubs(world: World) -> frozenset[str]:
    """Networks where something of Azure's stands that forwards for others."""
    return frozenset(_net(site) for site in world.estate.sites.values() if site.subnet.name.lower() in FORWARDING)


def _surrounded(site: Site, world: World) -> Unknown | None:
    """Whether everything that carries traffic near a subnet is known."""
    for key, problem in world.estate.networks.unread.items():
        if may_touch(key, _net(site), world):
            return Unknown(f"{problem.message}: what it is connected with is not known")
    for other in world.estate.neighbours(site.network.id, surely=False):
        if world.estate.networks.find(other) is None:
            return Unknown(f"peered with {last_segment(other)}, which is not in the template: what it reaches there is not known")
    for near in (site.network.id, *world.estate.neighbours(site.network.id, surely=False)):
        for inner in world.estate.of(near):
            if inner.subnet.name.lower() in FORWARDING and (stranger := unseen(inner, world)) is not None:
                return Unknown(f"{stranger.reason}: what it connects is not known")
    for resource in strangers(world).around(site):
        return Unknown(f"{resource.id} is of the type {resource.type}, which is not modelled and may connect networks")
    return None


def _kept_apart(sender: Sender, other: Site, intent: Intent | None) -> Refuted | Unknown | None:
    world = sender.world
    held = tuple(endpoints(other, world))
    targets = [*held]
    if (intent or not held or world.attached(other.id)) and may_reach_machines(sender, other):
        targets += machines(other, world)
    for target in targets:
        result = _judge(sender, target, intent)
        if result is not None:
            return result
    return None


def _judge_link(sender: Sender, inner: Site, intent: Intent | None) -> Refuted | Unknown | None:
    """A private endpoint of a private link service, also in the own network, leads to machines of another one."""
    for target in endpoints(inner, sender.world):
        if target.endpoint is not None and type_of(target.endpoint.target) == LINK_SERVICES:
            result = _judge(sender, target, intent)
            if result is not None:
                return result
    return None


def _declared(site: Site, target: Target, intent: Intent | None, world: World) -> PacketSet:
    """The packets that the owner declared. Raises `Undecided`."""
    if intent is None:
        return PacketSet((Box(),)) if target.endpoint is not None else NOTHING
    boxes: list[Box] = []
    for flow in flows_from(site.id, world):
        within, numbers = target.addresses, IntervalSet.of((flow.port, flow.port))
        if "/subnets/" in flow.target.lower():
            if flow.target.lower() != target.place.id.lower():
                continue
            if flow.within:
                asked = addresses(flow.within)
                if asked is None:
                    raise Unsure(f"{flow.within} is no range of addresses", flow.target)
                within &= asked
        elif not _holds(flow.target, target, world):
            continue
        elif target.endpoint is not None:
            numbers = ANY_PORT
        boxes.append(Box(site.addresses, within, ONLY_TCP, numbers))
    return PacketSet.of(*boxes)


def _holds(service: str, target: Target, world: World) -> bool:
    """Whether a flow to a service leads to a target: to its endpoint, or to whoever may stand where endpoints of it stand."""
    if target.endpoint is not None:
        return target.endpoint.target.lower() == service.lower()
    here = target.place.id.lower()
    return not target.owner and any(endpoint.subnet.lower() == here for endpoint in world.estate.targets(service))


def _judge(sender: Sender, target: Target, intent: Intent | None) -> Refuted | Unknown | None:
    world = sender.world
    for arrival in sender.arrivals(target, "must"):
        left = arrival.packets - _declared(sender.site, target, intent, world)
        if left:
            packet = left.example()
            what = f"reaches {last_segment(target.node)}, and no such flow is declared"
            return Refuted(Counterexample(world.book.describe(packet), sender.hops(packet, target, "must")), what)
    for arrival in sender.arrivals(target, "may"):
        left = arrival.packets - _declared(sender.site, target, intent, world)
        if left:
            packet = left.example()
            told = "; ".join(hop.because for hop in sender.hops(packet, target, "may"))
            return Unknown(f"{world.book.describe(packet)} may reach {last_segment(target.node)}: {told}")
    return None


OBLIGATION = Obligation("segments-apart", 6, "networks cannot reach each other but by declared flows", check)

"""Obligation 1: nothing on the internet can open a connection to a service or a subnet, but through a declared front door.

Protocol, for a front door:
 0. Each of its origins has a private link, and what it leads to is in the template; whom its firewall lets in counts there.
For a service:
 1. Another service answers for it (an environment, a hub): that one's result is its result.
 2. Each of its doors is closed, or its rules leave nobody but the sources that the owner declared for it; nor does a front
    door that has a private link to it let in others. No connection is approved that nothing in the template asks for.
 3. No part of it, and nothing that names it, is of a type that is not modelled.
For a subnet that machines may stand in:
 4. Of the packets that strangers send to each public address, load balancer, application gateway, front door and firewall
    translation that leads into it, its security groups let none pass but from declared sources.
 5. Every network that it is peered with is in the template, and nothing of an unknown type carries traffic near it.
What reaches a service through another tenant's trusted service (`bypass`) is an assumption, and so is Bastion.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Hop, Refuted, Unknown, Verdict
from enclave.graph.body import flag, last_segment, text
from enclave.graph.model import Resource
from enclave.graph.resources import bastion_hosts, front_doors
from enclave.verify.estate import presence
from enclave.verify.front import host_of, openings
from enclave.verify.model import Obligation, Step, because, if_deployed, refuted, settle
from enclave.verify.network.addresses import WORLD
from enclave.verify.network.door import Door
from enclave.verify.network.front_doors import asked
from enclave.verify.network.front_doors import ways as ways_through
from enclave.verify.network.ingress import doors_at, lost_ways, unfollowed
from enclave.verify.network.packets import familiar
from enclave.verify.network.private_links import connected_from_elsewhere, to_services
from enclave.verify.network.world import World
from enclave.verify.occupants import held_elsewhere, unseen
from enclave.verify.services import Service, is_connection, service_of
from enclave.verify.subjects import client_ids, declared, mentions, owners_elsewhere, strangers, unknown_part, why_unread


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each service, unknown resource and subnet."""
    yield from world.of_each(_verdicts)
    for resource in strangers(world).standing_alone():
        yield resource.id, Unknown(f"type {resource.type} is not modelled{why_unread(resource)}")
    for profile in world.estate.graph.of_type(front_doors.TYPE):
        yield profile.id, settle((partial(_followed, profile, world),), "all that it leads to is in the template, by private links")
    for parent_id in owners_elsewhere(world):
        yield parent_id, Unknown("parts of it are in the template, but it is not")
    for problem in world.estate.networks.unread.values():
        yield problem.where, because(problem)
    for site_id in client_ids(world):
        yield site_id, world.ask(_of_site, site_id)
    for port in world.attached_elsewhere:
        yield port.owner, Unknown(f"subnet {last_segment(port.subnet)} is not in the template")
    yield from held_elsewhere(world).items()
    if not client_ids(world):
        yield from dict(lost_ways(world)).items()


def _followed(profile: Resource, world: World) -> None:
    """Raises `Undecided` where a way through a front door is not known."""
    tuple(ways_through(profile, world))


def _through_front_doors(resource: Resource, world: World) -> Refuted | Unknown | None:
    """Whether a front door lets strangers in to a service that it has a private link to. Raises `Undecided`."""
    for way in to_services(world).get(resource.id.lower(), ()):
        allowed = declared(world, way.profile)
        if way.sources.inner - allowed:
            packet = f"https {world.book.show(familiar(way.sources.inner - allowed))} -> {last_segment(resource.id)}"
            return refuted(packet, ("internet", "any machine"), *way.hops, (resource.id, "delivered"), reason=way.hops[0].because)
        if way.sources.outer - allowed:
            return Unknown(f"may be reached through {last_segment(way.profile)}: {way.hops[0].because}")
    return None


def _verdicts(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    service = service_of(resource)
    if service is not None:
        yield resource.id, if_deployed(of_service(resource, service, world), presence(resource))


def _approved(resource: Resource, world: World) -> Unknown | None:
    """Whether a template approves a connection that nothing in it asks for. Raises `Undecided`."""
    state = "properties.privateLinkServiceConnectionState"
    for child in world.estate.graph.children(resource.id):
        if not is_connection(child.type) or text(child.body, f"{state}.status", "Pending").lower() != "approved":
            continue
        if (text(child.body, f"{state}.description") or None) not in asked(resource.id, world):
            return Unknown(f"connection {last_segment(child.name)} is approved, and nothing in the template asks for it")
    stranger = connected_from_elsewhere(resource, world)
    return Unknown(f"private endpoint {stranger}, which is not in the template, has an approved connection") if stranger else None


def of_service(resource: Resource, service: Service, world: World) -> Verdict:
    """The verdict on one service."""
    def hosted() -> Refuted | Unknown | None:
        host = host_of(resource, service, world)
        row = service_of(host) if host is not None else None
        if host is None or row is None:
            return None
        verdict = of_service(host, row, world)
        return verdict if isinstance(verdict, Refuted | Unknown) else None

    def closed() -> Refuted | None:
        allowed = declared(world, resource.id)
        for opening in openings(resource, service, world):
            left = opening.sources - allowed
            problem = opening.doubt or opening.unread
            if left and problem is not None:
                raise problem
            if left:
                name = last_segment(resource.id)
                packet = f"tcp {world.book.show(familiar(left))}:50000 -> {name}:443"
                return refuted(packet, ("internet", "any machine"), (resource.id, opening.because), reason="its public endpoint is open")
        return None

    def known() -> Unknown | None:
        for part in strangers(world).below(resource):
            return Unknown(unknown_part(part))
        for other in strangers(world).naming(resource.id):
            return Unknown(f"{last_segment(other.id)} ({other.type}, not modelled) names it and may open a way to it")
        return None

    steps = (hosted, closed, partial(_through_front_doors, resource, world), partial(_approved, resource, world), known)
    return settle(steps, "no door of its own is open to the internet")


def _of_site(world: World, site_id: str) -> Verdict:
    site = world.estate.site(site_id)
    ways = doors_at(site.id, world)

    def shut(way: Door) -> Refuted | Unknown | None:
        allowed = declared(world, way.through)
        surely = way.passes(site, world, "must", world.book.outsiders(surely=True) - allowed)
        if surely:
            start = Hop("internet", "any machine" if way.sources.inner >= WORLD else "a source that the rule names")
            path = way.reasons(site, world, "must", surely)
            return refuted(world.book.describe(surely.example()), start, *path, Hop(site.id, "delivered"), reason=path[0].because)
        perhaps = way.passes(site, world, "may", world.book.outsiders(surely=False) - allowed)
        if perhaps:
            told = way.reasons(site, world, "may", perhaps)
            return Unknown(f"may be reached through {last_segment(way.through)}: {'; '.join(hop.because for hop in told)}")
        return None

    def followed() -> Unknown | None:
        return unfollowed(world)

    def surrounded() -> Unknown | None:
        for other in world.estate.neighbours(site.network.id, surely=False):
            if world.estate.networks.find(other) is None:
                return Unknown(f"peered with {last_segment(other)}, which is not in the template and may let the internet in")
        near = {site.network.id.lower(), *world.estate.neighbours(site.network.id, surely=False)}
        absent = unseen(site, world)
        if absent is not None:
            return absent
        for bastion in sharing(world):
            if any(name.partition("/subnets/")[0] in near for name in mentions(bastion.body)):
                return Unknown(f"{last_segment(bastion.id)} gives out links that let in whoever holds them (enableShareableLink)")
        for other_resource in strangers(world).around(site):
            return Unknown(f"{other_resource.id} is of the type {other_resource.type}, which is not modelled and may let the internet in")
        return None

    steps: list[Step] = [partial(shut, way) for way in ways]
    return settle((*steps, followed, surrounded), f"{len(ways)} way(s) in, none open" if ways else "no way in")


def sharing(world: World) -> tuple[Resource, ...]:
    """Bastions that give out links. Raises `Undecided`."""
    return tuple(each for each in world.estate.graph.of_type(bastion_hosts.TYPE) if flag(each.body, "properties.enableShareableLink"))


OBLIGATION = Obligation(
    "no-internet-ingress", 1, "nothing on the internet reaches a service or a subnet but through a declared front door", check
)

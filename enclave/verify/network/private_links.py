"""Private link services: who connects to them from outside of the template, and which machines their packets reach.

Packets come from addresses of the service's own subnet, whose security group does not see them: where such a service stands,
`privateLinkServiceNetworkPolicies` is off. That of the machines' subnet does.
Source: learn.microsoft.com/azure/private-link/private-link-service-overview
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from enclave.finding import Hop
from enclave.graph.body import items, last_segment, link, text
from enclave.graph.model import Resource
from enclave.graph.resources import private_link_services
from enclave.graph.resources.private_link_services import PrivateLinkService
from enclave.verify.estate import surely_deployed
from enclave.verify.network.addresses import addresses
from enclave.verify.network.door import ONLY_TCP, Door, behind, forwarded, guards, members, members_by_address
from enclave.verify.network.front_doors import Fronted, asked, fronted
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import Box
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure


def private_links(resource: Resource, world: World) -> Iterator[Door]:
    """Every way in through a private link service. Raises `Undecided` where somebody may connect who is not in the template."""
    children = world.estate.graph.children(resource.id)
    doubt = surely_deployed((resource, *children))
    if doubt is not None:
        raise doubt
    stranger = connected_from_elsewhere(resource, world)
    if stranger:
        raise Unsure(f"private endpoint {stranger}, which is not in the template, has an approved connection", resource.id)
    service = private_link_services.read(resource)
    ways = [way for way in fronted(world) if way.target.lower() == resource.id.lower()]
    _known_callers(service, children, asked(resource.id, world))
    for way in ways:
        for part in _landings(service, world):
            yield replace(part, through=way.profile, hops=(*way.hops, *part.hops), sources=way.sources)


def connected_from_elsewhere(resource: Resource, world: World) -> str:
    """The private endpoint of an approved connection that a resource itself tells of, as exports do, and that is not in the graph;
    empty: there is none. Raises `Undecided`."""
    state = "properties.privateLinkServiceConnectionState"
    for part in items(resource.body, "properties.privateEndpointConnections"):
        endpoint = link(part, "properties.privateEndpoint")
        if text(part, f"{state}.status", "Pending").lower() != "approved" or (endpoint and world.estate.graph.get(endpoint)):
            continue
        if (text(part, f"{state}.description") or None) not in asked(resource.id, world):
            return last_segment(endpoint or text(part, "name") or text(part, "id") or "of somebody's")
    return ""


def _known_callers(service: PrivateLinkService, connections: tuple[Resource, ...], messages: set[str]) -> None:
    """Raises `Undecided` when a connection may be made that no front door of the template asks for."""
    name = last_segment(service.id)
    for told, subscriptions in (("are approved at once", service.approved_for), ("may ask for a connection", service.visible_to)):
        if subscriptions:
            raise Unsure(f"subscriptions {', '.join(subscriptions)} {told} at private link service {name}", service.id)
    for connection in connections:
        state = "properties.privateLinkServiceConnectionState"
        status = text(connection.body, f"{state}.status", "Pending")
        if status.lower() == "approved" and (text(connection.body, f"{state}.description") or None) not in messages:
            told = f"{last_segment(connection.name)} approves a connection to {name}"
            raise Unsure(f"{told} that nothing in the template asks for", connection.id)


def _landings(service: PrivateLinkService, world: World) -> Iterator[Door]:
    """The machines behind a service, without whom it lets in. Raises `Undecided`."""
    sites = [world.estate.site(subnet) for subnet in service.subnets]
    written = [found for each in service.addresses if each and (found := addresses(each))]
    translated = IntervalSet.union([*written, *(site.addresses for site in sites if None in service.addresses)])
    certain = all(site.subnet.private_link_services for site in sites)
    for front in service.fronts:
        balancer_id, _, name = front.rpartition("/frontendIPConfigurations/")
        balancer = world.estate.graph.get(balancer_id)
        if balancer is None:
            raise Unsure(f"the load balancer behind {last_segment(service.id)} is not in the template", service.id)
        for problem in world.unattached:
            raise problem
        for site, port in (*members(balancer_id, world), *members_by_address(balancer, world)):
            for told, arriving, surely in forwarded(balancer, {name.lower()}, port, world):
                hop = Hop(service.id, f"{told} of {last_segment(balancer_id)} sends it on to {last_segment(port.owner)}")
                yield Door(
                    service.id, site.id, arriving, (hop,), guards(world, port), closed_without_group=False,
                    translated=translated, certain=surely and certain,
                )
    if service.destination is not None:
        yield from _direct(service, translated, world)


def _direct(service: PrivateLinkService, translated: IntervalSet, world: World) -> Iterator[Door]:
    target = addresses(service.destination or "")
    sites = [site for site in world.estate.sites.values() if target is not None and target.meets(site.addresses)]
    if target is None or not sites:
        raise Unsure(f"{last_segment(service.id)} leads to {service.destination}, which is in no network of the template", service.id)
    hop = Hop(service.id, f"sends it on to {service.destination}")
    for site, arriving, told, groups, surely in behind(target, world):
        yield Door(
            service.id, site.id, arriving & Box(protocols=ONLY_TCP), (hop, *((Hop(site.id, told),) if told else ())), groups,
            closed_without_group=False, translated=translated, certain=surely,
        )


def to_services(world: World) -> dict[str, list[Fronted]]:
    """The ways through front doors to services that are no private link services, by lower-case id. Raises `Undecided`."""
    found: dict[str, list[Fronted]] = {}
    for way in fronted(world):
        target = world.estate.graph.get(way.target)
        if target is None:
            told = f"{last_segment(way.profile)} has a private link to {last_segment(way.target)}"
            raise Unsure(f"{told}, which is not in the template", way.profile)
        if target.type.lower() != private_link_services.TYPE.lower():
            found.setdefault(way.target.lower(), []).append(way)
    return found

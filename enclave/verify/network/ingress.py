"""Ways in from the internet: public addresses, load balancers, application gateways and firewall translation (A2 item 21).

Bastion is the platform's own way in for management: it is an assumption, printed with every proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import partial

from enclave.finding import Hop, Unknown
from enclave.graph.body import Undecided, items, last_segment, link, number, text
from enclave.graph.model import Body, Resource
from enclave.graph.resources import load_balancers, private_link_services
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.verify.attachments import Attachment
from enclave.verify.estate import Site, presence
from enclave.verify.model import because
from enclave.verify.network.addresses import addresses
from enclave.verify.network.door import ONLY_TCP, Door, behind, forwarded, guards, members_by_address, parts, where
from enclave.verify.network.firewall import address_filter_of
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_PROTOCOL, NOTHING, Box
from enclave.verify.network.ports import ports, protocols
from enclave.verify.network.private_links import private_links
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

NAT = "inboundNatRules"
APPLICATION_GATEWAYS = "Microsoft.Network/applicationGateways"


def doors(world: World) -> tuple[tuple[Door, ...], tuple[Undecided, ...]]:
    """Every way in, and why some could not be followed."""
    found: list[Door] = []
    problems = [*world.unattached, *world.estate.balancers.unread.values(), *world.estate.firewalls.unread.values()]
    estate, graph = world.estate, world.estate.graph
    surveys: list[tuple[str, Callable[[], Iterator[Door]]]] = []
    surveys += [(site.id, partial(_interfaces, site, world)) for site in estate.sites.values()]
    for kind, ways in ((load_balancers.TYPE, _by_address), (APPLICATION_GATEWAYS, _gateway), (private_link_services.TYPE, private_links)):
        surveys += [(resource.id, partial(ways, resource, world)) for resource in graph.of_type(kind)]
    surveys += [(firewall.id, partial(_translations, firewall, world)) for firewall in estate.firewalls]
    for place, survey in surveys:
        try:
            found += survey()
        except Undecided as problem:
            problems.append(problem if problem.where else _placed(problem, place))
    return tuple(found), tuple(problems)


def _placed(problem: Undecided, where: str) -> Undecided:
    """A problem of a value, with the resource that has it."""
    found = copy(problem)
    found.where = where
    return found


def doors_at(subnet_id: str, world: World) -> tuple[Door, ...]:
    """The ways in that lead into a subnet."""
    return world.ask(_doors_at, subnet_id.lower())


def unfollowed(world: World) -> Unknown | None:
    """Why some way in could not be followed, wherever it may lead; None: all were."""
    return world.ask(_unfollowed)


def lost_ways(world: World) -> Iterator[tuple[str, Unknown]]:
    """Where some way in could not be followed, and why: for a template without a subnet of which that could be said."""
    for problem in world.once(("doors",), partial(_surveyed, world))[1]:
        yield problem.where, because(problem)


def _surveyed(world: World) -> tuple[Mapping[str, tuple[Door, ...]], tuple[Undecided, ...]]:
    found: dict[str, list[Door]] = {}
    ways, problems = doors(world)
    for way in ways:
        found.setdefault(way.landing.lower(), []).append(way)
    return {landing: tuple(each) for landing, each in found.items()}, problems


def _doors_at(world: World, subnet_id: str) -> tuple[Door, ...]:
    return world.once(("doors",), partial(_surveyed, world))[0].get(subnet_id, ())


def _unfollowed(world: World) -> Unknown | None:
    problems = world.once(("doors",), partial(_surveyed, world))[1]
    return because(problems[0]) if problems else None


def _interfaces(site: Site, world: World) -> Iterator[Door]:
    for port in world.attached(site.id):
        if port.public_ip:
            address = world.estate.public_addresses.find(port.public_ip)
            hop = Hop(port.public_ip, f"public address of {last_segment(port.owner)}")
            yield Door(
                through=port.public_ip, landing=site.id, box=Box(destinations=where(world, port)),
                hops=(hop,), guards=guards(world, port),
                closed_without_group=address is not None and address.sku.lower() == "standard",
                certain=address is not None or not port.public_ip.startswith("/"), members=port.members,
            )
        for balancer in port.balancers:
            yield from _balanced(world, port, site, balancer)


def _balanced(world: World, port: Attachment, site: Site, balancer_id: str) -> Iterator[Door]:
    resource = world.estate.graph.get(balancer_id)
    if resource is None:
        raise Unsure(f"load balancer {last_segment(balancer_id)} is not in the template", port.owner)
    _must_have_rules(resource, port, world)
    fronts = {text(part, "name").lower() for part in items(resource.body, "properties.frontendIPConfigurations") if _is_public(part)}
    for told, arriving, surely in forwarded(resource, fronts, port, world):
        hop = Hop(resource.id, f"{told} sends its public address on to {last_segment(port.owner)}")
        yield Door(
            through=resource.id, landing=site.id, box=arriving, hops=(hop,), guards=guards(world, port),
            closed_without_group=text(resource.body, "sku.name", "Basic").lower() != "basic",
            certain=surely and presence(resource) is None, members=port.members,
        )


def _must_have_rules(balancer: Resource, port: Attachment, world: World) -> None:
    """Raises `Undecided` when an interface names an inbound NAT rule of a load balancer that is not in the template."""
    known = {f"{balancer.id}/{NAT}/{name}".lower() for name, _ in parts(balancer, NAT, world)}
    for rule in port.balanced_by:
        if rule.lower().startswith(f"{balancer.id}/{NAT}/".lower()) and rule.lower() not in known:
            raise Unsure(f"rule {last_segment(rule)} of {last_segment(balancer.id)} is not in the template", port.owner)


def _by_address(balancer: Resource, world: World) -> Iterator[Door]:
    """The members of a load balancer's pools that are written as addresses."""
    for site, port in members_by_address(balancer, world):
        yield from _balanced(world, port, site, balancer.id)


def _is_public(front: Body) -> bool:
    return any(link(front, f"properties.{field}") for field in ("publicIPAddress", "publicIPPrefix"))


def _gateway(resource: Resource, world: World) -> Iterator[Door]:
    fronts = items(resource.body, "properties.frontendIPConfigurations")
    public = {text(part, "name").lower() for part in fronts if _is_public(part)}
    listening = _listening(resource, public)
    for part in items(resource.body, "properties.gatewayIPConfigurations") if listening else ():
        subnet = link(part, "properties.subnet")
        if subnet is None:
            raise Unsure(f"{last_segment(resource.id)} names no subnet", resource.id)
        site = world.estate.site(subnet)
        hop = Hop(resource.id, f"public front end listens on {', '.join(str(low) for low, _ in listening.ranges)}")
        yield Door(
            through=resource.id, landing=site.id, hops=(hop,), guards=((site.id, site.subnet.nsg),),
            box=Box(destinations=site.addresses, protocols=ONLY_TCP, ports=listening), closed_without_group=False,
            certain=presence(resource) is None,
        )


def _listening(resource: Resource, public: set[str]) -> IntervalSet:
    numbers = {
        text(part, "name").lower(): number(part, "properties.port")
        for part in items(resource.body, "properties.frontendPorts")
    }
    found: list[str] = []
    for field in ("httpListeners", "listeners"):
        for listener in items(resource.body, f"properties.{field}"):
            front = link(listener, "properties.frontendIPConfiguration")
            port = link(listener, "properties.frontendPort")
            if front is None or port is None:
                raise Unsure(f"{field} of {last_segment(resource.id)} name no front end or port", resource.id)
            if last_segment(front).lower() in public:
                found.append(str(numbers.get(last_segment(port).lower(), 443)))
    return ports(found)


def _translations(firewall: AzureFirewall, world: World) -> Iterator[Door]:
    if not firewall.public_ips:
        return
    rules = address_filter_of(firewall, world)
    inside = world.estate.site(firewall.subnet).addresses if firewall.subnet else NOTHING.sources
    for placed in rules.nat:
        sources, _ = rules.sides(placed.rule)
        target = addresses(placed.rule.translated_address or "")
        if target is None:
            raise Unsure(f"{placed.label} translates to {placed.rule.translated_address}, which is no address", placed.policy)
        hop = Hop(firewall.id, f"{placed.label} translates its public address to {placed.rule.translated_address}")
        sites = [site for site in world.estate.sites.values() if target.meets(site.addresses)]
        if not sites:
            where = placed.rule.translated_address
            raise Unsure(f"{placed.label} translates to {where}, which is in no network of the template", firewall.id)
        sent = Box(protocols=protocols(placed.rule.protocols) or ANY_PROTOCOL, ports=ports((placed.rule.translated_port or "*",)))
        for site, arriving, told, groups, surely in behind(target, world):
            yield Door(
                through=firewall.id, landing=site.id, hops=(hop, *((Hop(site.id, told),) if told else ())), guards=groups,
                box=arriving & (sent if arriving.destinations <= target else Box(protocols=sent.protocols)),
                closed_without_group=False, sources=sources, translated=inside, certain=surely,
            )

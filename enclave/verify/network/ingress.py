"""Ways in from the internet: public addresses, load balancers, application gateways and firewall translation (A2 item 21).

Bastion is the platform's own way in for management: it is an assumption, printed with every proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from enclave.finding import Hop
from enclave.graph.body import Undecided, items, last_segment, link, number, text
from enclave.graph.model import Body, Resource
from enclave.graph.resources import load_balancers
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.verify.attachments import Attachment
from enclave.verify.estate import Site, presence
from enclave.verify.network.addresses import Bounds, addresses, same_family
from enclave.verify.network.firewall import filter_of
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, ANY_PORT, ANY_PROTOCOL, NOTHING, TCP, Box, PacketSet
from enclave.verify.network.ports import WELL_FORMED, ports, protocols
from enclave.verify.network.security import Guard, Mode
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

APPLICATION_GATEWAYS = "Microsoft.Network/applicationGateways"
ONLY_TCP = IntervalSet.of((TCP, TCP))


EVERYBODY = Bounds.exact(ANY_ADDRESS)


@dataclass(frozen=True)
class Door:
    """A way in from the internet, up to the security groups at its end."""

    through: str
    """Id of the resource that takes the packets; a declared front door names it."""
    landing: str
    """Id of the subnet that they arrive in."""
    box: Box
    """Destinations, protocols and ports that it leads to."""
    hops: tuple[Hop, ...]
    guards: tuple[tuple[str, str | None], ...]
    """(what it belongs to, id of its security group) in the order in which a packet meets them."""
    closed_without_group: bool
    """A Standard address or load balancer lets nothing in where there is no security group at all."""
    sources: Bounds = EVERYBODY
    """Whom the resource itself takes packets from."""
    translated: IntervalSet | None = None
    """The addresses that the packets come from after the firewall has put its own in place of the source."""
    certain: bool = True
    """False: it may lead there."""

    def passes(self, site: Site, world: World, mode: Mode, outsiders: IntervalSet) -> PacketSet:
        """The packets of outsiders that get through. Raises `Undecided`."""
        groups = [world.guard_of(group, site) for _, group in self.guards]
        entrants = outsiders & (self.sources.outer if mode == "may" else self.sources.inner)
        shut = self.closed_without_group and all(group.open for group in groups)
        if shut or not entrants or (mode == "must" and not self.certain):
            return NOTHING
        sources = entrants if self.translated is None else self.translated
        passed = same_family(sources, self.box.destinations) & Box(protocols=self.box.protocols, ports=self.box.ports) & WELL_FORMED
        for group in groups:
            passed = group.allowed("Inbound", mode, passed)
        if mode == "must" and self.box.destinations.size > 1:
            passed = passed.reaching_all(self.box.destinations)
        return passed

    def reasons(self, site: Site, world: World, mode: Mode, passed: PacketSet) -> tuple[Hop, ...]:
        """The hops of one packet that gets through."""
        packet = passed.example()
        said: list[Hop] = []
        for owner, group in self.guards:
            guard: Guard = world.guard_of(group, site)
            said.append(Hop(guard.id or owner, guard.because("Inbound", mode, packet)))
        return (*self.hops, *said)


def doors(world: World) -> tuple[tuple[Door, ...], tuple[Undecided, ...]]:
    """Every way in, and why some could not be followed."""
    found: list[Door] = []
    problems = [*world.unattached, *world.estate.balancers.unread.values(), *world.estate.firewalls.unread.values()]
    surveys: list[Callable[[], Iterator[Door]]] = [partial(_interfaces, site, world) for site in world.estate.sites.values()]
    surveys += [partial(_by_address, balancer, world) for balancer in world.estate.graph.of_type(load_balancers.TYPE)]
    surveys += [partial(_gateway, gateway, world) for gateway in world.estate.graph.of_type(APPLICATION_GATEWAYS)]
    surveys += [partial(_translations, firewall, world) for firewall in world.estate.firewalls]
    for survey in surveys:
        try:
            found += survey()
        except Undecided as problem:
            problems.append(problem)
    return tuple(found), tuple(problems)


def _landing(world: World, subnet: str) -> Site | None:
    return world.estate.sites.get(subnet.lower())


def _where(world: World, port: Attachment) -> IntervalSet:
    written = addresses(port.ip) if port.ip else None
    site = _landing(world, port.subnet)
    return written or (site.addresses if site else IntervalSet())


def _guards(world: World, port: Attachment) -> tuple[tuple[str, str | None], ...]:
    site = _landing(world, port.subnet)
    return (port.subnet, site.subnet.nsg if site else None), (port.owner, port.nsg)


def _interfaces(site: Site, world: World) -> Iterator[Door]:
    for port in world.attached(site.id):
        if port.public_ip:
            address = world.estate.public_addresses.find(port.public_ip)
            hop = Hop(port.public_ip, f"public address of {last_segment(port.owner)}")
            yield Door(
                through=port.public_ip, landing=site.id, box=Box(destinations=_where(world, port)),
                hops=(hop,), guards=_guards(world, port),
                closed_without_group=address is not None and address.sku.lower() == "standard",
                certain=address is not None or not port.public_ip.startswith("/"),
            )
        for balancer in port.balancers:
            yield from _balanced(world, port, site, balancer)


def _balanced(world: World, port: Attachment, site: Site, balancer_id: str) -> Iterator[Door]:
    resource = world.estate.graph.get(balancer_id)
    if resource is None:
        raise Unsure(f"load balancer {last_segment(balancer_id)} is not in the template", port.owner)
    fronts = {text(part, "name").lower() for part in items(resource.body, "properties.frontendIPConfigurations") if _is_public(part)}
    for field in ("loadBalancingRules", "inboundNatRules", "inboundNatPools"):
        for rule in items(resource.body, f"properties.{field}"):
            front = link(rule, "properties.frontendIPConfiguration")
            if not fronts or (front is not None and last_segment(front).lower() not in fronts):
                continue
            kind = text(rule, "properties.protocol", "All")
            wanted = number(rule, "properties.backendPort", 0)
            hop = Hop(resource.id, f"{field[:-1]} {text(rule, 'name')} sends its public address on to {last_segment(port.owner)}")
            yield Door(
                through=resource.id, landing=site.id, hops=(hop,), guards=_guards(world, port),
                box=Box(
                    destinations=_where(world, port), protocols=protocols((kind,)),
                    ports=ports((str(wanted),)) if wanted else ANY_PORT,
                ),
                closed_without_group=text(resource.body, "sku.name", "Basic").lower() != "basic",
                certain=_leads(rule, port) and presence(resource) is None,
            )


def _by_address(balancer: Resource, world: World) -> Iterator[Door]:
    """The members of a load balancer's pools that are written as addresses."""
    for pool in items(balancer.body, "properties.backendAddressPools"):
        for member in items(pool, "properties.loadBalancerBackendAddresses"):
            ip = text(member, "properties.ipAddress", None)
            target = addresses(ip) if ip else None
            if target is None:
                continue
            sites = [site for site in world.estate.sites.values() if target.meets(site.addresses)]
            if not sites:
                raise Unsure(f"{last_segment(balancer.id)} leads to {ip}, which is in no network of the template", balancer.id)
            ids = (f"{balancer.id}/backendAddressPools/{text(pool, 'name')}",)
            for site in sites:
                yield from _balanced(world, Attachment(f"{ip}", site.id, ip, None, None, ids), site, balancer.id)


def _leads(rule: Body, port: Attachment) -> bool:
    """Whether a load balancer's rule surely leads to one of the attachment's pools."""
    pools = [link(rule, "properties.backendAddressPool")]
    pools += [link(part, "id") for part in items(rule, "properties.backendAddressPools")]
    mine = {part.lower() for part in port.balanced_by}
    return any(pool is not None and pool.lower() in mine for pool in pools)


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
    rules = filter_of(firewall, world)
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
        for site in sites:
            yield Door(
                through=firewall.id, landing=site.id, hops=(hop,), guards=((site.id, site.subnet.nsg),),
                box=Box(
                    destinations=target, protocols=protocols(placed.rule.protocols) or ANY_PROTOCOL,
                    ports=ports((placed.rule.translated_port or "*",)),
                ),
                closed_without_group=False, sources=sources, translated=inside,
            )

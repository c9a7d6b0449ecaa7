"""A way in, up to the security groups at its end, and which machines stand behind a load balancer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from enclave.finding import Hop
from enclave.graph.body import items, last_segment, link, number, text
from enclave.graph.model import Body, Resource
from enclave.verify.attachments import Attachment
from enclave.verify.estate import Site
from enclave.verify.network.addresses import Bounds, addresses, same_family
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, ANY_PORT, NOTHING, TCP, Box, PacketSet
from enclave.verify.network.ports import WELL_FORMED, ports, protocols
from enclave.verify.network.security import Guard, Mode
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

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
        shut = self.closed_without_group and all(group.open and not (mode == "may" and group.may_be_passed) for group in groups)
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


def landing(world: World, subnet: str) -> Site | None:
    """The subnet of that id, if it could be read."""
    return world.estate.find_site(subnet)


def where(world: World, port: Attachment) -> IntervalSet:
    """The addresses that a machine may have."""
    written = addresses(port.ip) if port.ip else None
    site = landing(world, port.subnet)
    return written or (site.addresses if site else IntervalSet())


def guards(world: World, port: Attachment) -> tuple[tuple[str, str | None], ...]:
    """The security groups before a machine, with what each belongs to: its subnet's, then its own."""
    site = landing(world, port.subnet)
    return (port.subnet, site.subnet.nsg if site else None), (port.owner, port.nsg)


def leads(rule: Body, port: Attachment) -> bool:
    """Whether a load balancer's rule surely leads to one of the attachment's pools."""
    pools = [link(rule, "properties.backendAddressPool")]
    pools += [link(part, "id") for part in items(rule, "properties.backendAddressPools")]
    mine = {part.lower() for part in port.balanced_by}
    return any(pool is not None and pool.lower() in mine for pool in pools)


def forwarded(balancer: Resource, fronts: set[str], port: Attachment, world: World) -> Iterator[tuple[str, Box, bool]]:
    """What rules of a load balancer send on from some of its front ends (lower-case names) to a machine: the rule, the packets
    as they arrive, and whether they surely do."""
    for field in ("loadBalancingRules", "inboundNatRules", "inboundNatPools"):
        for rule in items(balancer.body, f"properties.{field}"):
            front = link(rule, "properties.frontendIPConfiguration")
            if not fronts or (front is not None and last_segment(front).lower() not in fronts):
                continue
            kind, wanted = text(rule, "properties.protocol", "All"), number(rule, "properties.backendPort", 0)
            arriving = Box(
                destinations=where(world, port), protocols=protocols((kind,)), ports=ports((str(wanted),)) if wanted else ANY_PORT,
            )
            yield f"{field[:-1]} {text(rule, 'name')}", arriving, leads(rule, port)


def members_by_address(balancer: Resource, world: World) -> Iterator[tuple[Site, Attachment]]:
    """The members of a load balancer's pools that are written as addresses. Raises `Undecided` for one in no known network."""
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
                yield site, Attachment(f"{ip}", site.id, ip, None, None, ids)

"""A way in, up to the security groups at its end, and which machines stand behind a load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.finding import Hop
from enclave.graph.body import items, last_segment, link, number, text
from enclave.graph.model import Body, Resource
from enclave.graph.resources import load_balancers
from enclave.verify.attachments import Attachment
from enclave.verify.estate import Site, surely_deployed
from enclave.verify.network.addresses import Bounds, addresses, same_family
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, ANY_PORT, NOTHING, TCP, Box, PacketSet
from enclave.verify.network.ports import WELL_FORMED, ports, protocols
from enclave.verify.network.routes import BY_SECURITY_GROUP, endpoint_addresses
from enclave.verify.network.security import Guard, Mode
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

ONLY_TCP = IntervalSet.of((TCP, TCP))
EVERYBODY = Bounds.exact(ANY_ADDRESS)


class Door(Struct, frozen=True):
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
    members: tuple[str, ...] | None = None
    """Application security groups of the one machine that it leads to; None: they are not known, or it leads to several."""

    def passes(self, site: Site, world: World, mode: Mode, outsiders: IntervalSet) -> PacketSet:
        """The packets of outsiders that get through. Raises `Undecided`."""
        groups = [world.guard_of(group, site).before(self.members) for _, group in self.guards]
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
            guard: Guard = world.guard_of(group, site).before(self.members)
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


def parts(balancer: Resource, field: str, world: World) -> Iterator[tuple[str, Body]]:
    """Name and body of each part of a load balancer, inline or a resource of its own. Raises `Undecided`."""
    for part in items(balancer.body, f"properties.{field}"):
        yield text(part, "name"), part
    children = [each for each in world.estate.graph.children(balancer.id) if each.type.lower().endswith(f"/{field}".lower())]
    doubt = surely_deployed(children)
    if doubt is not None:
        raise doubt
    for child in children:
        yield last_segment(child.name), child.body


def leads(rule: Body, own: str, port: Attachment) -> bool:
    """Whether a load balancer's rule (with its own id) surely leads to the attachment, or to one of its pools."""
    pools = [link(rule, "properties.backendAddressPool")]
    pools += [link(part, "id") for part in items(rule, "properties.backendAddressPools")]
    mine = {part.lower() for part in port.balanced_by}
    return own.lower() in mine or any(pool is not None and pool.lower() in mine for pool in pools)


def forwarded(balancer: Resource, fronts: set[str], port: Attachment, world: World) -> Iterator[tuple[str, Box, bool]]:
    """What rules of a load balancer send on from some of its front ends (lower-case names) to a machine: the rule, the packets
    as they arrive, and whether they surely do."""
    for field in ("loadBalancingRules", "inboundNatRules", "inboundNatPools"):
        for name, rule in parts(balancer, field, world):
            front = link(rule, "properties.frontendIPConfiguration")
            if not fronts or (front is not None and last_segment(front).lower() not in fronts):
                continue
            kind, wanted = text(rule, "properties.protocol", "All"), number(rule, "properties.backendPort", 0)
            arriving = Box(
                destinations=where(world, port), protocols=protocols((kind,)), ports=ports((str(wanted),)) if wanted else ANY_PORT,
            )
            yield f"{field[:-1]} {name}", arriving, leads(rule, f"{balancer.id}/{field}/{name}", port)


def members_by_address(balancer: Resource, world: World) -> Iterator[tuple[Site, Attachment]]:
    """The members of a load balancer's pools that are written as addresses. Raises `Undecided` for one in no known network."""
    for name, pool in parts(balancer, "backendAddressPools", world):
        for member in items(pool, "properties.loadBalancerBackendAddresses"):
            ip = text(member, "properties.ipAddress", None)
            target = addresses(ip) if ip else None
            if target is None:
                continue
            sites = [site for site in world.estate.sites.values() if target.meets(site.addresses)]
            if not sites:
                raise Unsure(f"{last_segment(balancer.id)} leads to {ip}, which is in no network of the template", balancer.id)
            ids = (f"{balancer.id}/backendAddressPools/{name}",)
            for site in sites:
                yield site, Attachment(f"{ip}", site.id, ip, None, None, ids)


def may_lead_to(balancer: Resource, site: Site, asked: IntervalSet, world: World) -> bool:
    """Whether a load balancer may lead to ports of machines in a subnet, of machines beside the template too. Raises `Undecided`.

    In a delegated subnet nobody but its service puts machines: a pool has them by their addresses only.
    """
    alone = site.subnet.delegations and not world.attached(site.id)
    if alone and all(found.id != site.id for found, _ in members_by_address(balancer, world)):
        return False
    fields = ("loadBalancingRules", "inboundNatRules", "inboundNatPools")
    led = (number(rule, "properties.backendPort", 0) for field in fields for _, rule in parts(balancer, field, world))
    return any(port in asked or not port for port in led)


def members(balancer_id: str, world: World) -> Iterator[tuple[Site, Attachment]]:
    """The machines behind a load balancer that say so themselves."""
    wanted = balancer_id.lower()
    for site in world.estate.sites.values():
        for port in world.attached(site.id):
            if wanted in map(str.lower, port.balancers):
                yield site, port


def behind(target: IntervalSet, world: World) -> Iterator[tuple[Site, Box, str, tuple[tuple[str, str | None], ...], bool]]:
    """What packets to an address arrive at: (subnet, packets as they arrive, what leads there, groups that see them, surely).

    Machines of a subnet with the group of it; a private endpoint, which that group may not see; and the machines behind an
    internal load balancer, where only their own groups count. Raises `Undecided`.
    """
    for site in world.estate.sites.values():
        if not target.meets(site.addresses):
            continue
        yield site, Box(destinations=target), "", ((site.id, site.subnet.nsg),), True
        for problem in world.estate.endpoints.unread.values():
            raise problem
        for endpoint in world.estate.endpoints:
            here = endpoint.subnet.lower() == site.id.lower()
            if here and site.subnet.private_endpoint_network_policies.lower() not in BY_SECURITY_GROUP:
                held = endpoint_addresses(endpoint, world) & target
                if held:
                    told = f"private endpoint {last_segment(endpoint.id)}, which the security group of its subnet does not see"
                    yield site, Box(destinations=held), told, (), bool(endpoint.addresses)
    for balancer in world.estate.graph.of_type(load_balancers.TYPE):
        for name, front in parts(balancer, "frontendIPConfigurations", world):
            yield from _balanced(balancer, name, front, target, world)


def _balanced(
    balancer: Resource, name: str, front: Body, target: IntervalSet, world: World
) -> Iterator[tuple[Site, Box, str, tuple[tuple[str, str | None], ...], bool]]:
    subnet, ip = link(front, "properties.subnet"), text(front, "properties.privateIPAddress")
    if subnet is None:
        return
    written = addresses(ip) if ip else None
    if not target.meets(written or world.estate.site(subnet).addresses):
        return
    for place, port in (*members(balancer.id, world), *members_by_address(balancer, world)):
        for told, arriving, _ in forwarded(balancer, {name.lower()}, port, world):
            whole = f"{told} of {last_segment(balancer.id)} sends it on to {last_segment(port.owner)}"
            yield place, arriving, whole, guards(world, port), False

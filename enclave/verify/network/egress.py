"""Ways out of a subnet: what of its traffic reaches the internet, by which hops, and what the firewall lets pass by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from enclave.finding import Hop
from enclave.graph.body import Undecided, last_segment
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.verify.attachments import Attachment
from enclave.verify.estate import Site
from enclave.verify.model import until_undecided
from enclave.verify.network.addresses import NOWHERE, addresses, same_family
from enclave.verify.network.endpoint_policies import limited
from enclave.verify.network.firewall import ONLY_TCP, Filter, Passage, Placed, filter_of, is_explicit_proxy
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import Box, Packet, PacketSet
from enclave.verify.network.ports import WELL_FORMED
from enclave.verify.network.routes import Leg, NextHop, legs
from enclave.verify.network.security import Mode
from enclave.verify.network.world import World, regional_storage
from enclave.verify.unsure import Unsure

RESOLVERS = "microsoft.network/dnsresolvers"
LEAVING: Mapping[str, str] = {
    "microsoft.web/serverfarms": "apps send by addresses that App Service gives them (app-service/overview-vnet-integration)",
    "microsoft.app/environments": "Container Apps send by a public address that Azure gives them (container-apps/networking)",
}
"""Services, lower case, whose machines surely reach the internet where a route leads there: a private subnet does not change that
(default-outbound-access, limitations)."""
PRIVATE_BY_DEFAULT = "2025-07-01"
"""From this API version on a new network's subnets have no default outbound access (default-outbound-access, 2026-01-30)."""


class Method(Struct, frozen=True):
    """A way in which a subnet's machines get a public address for what they send."""

    because: str
    node: str
    may: IntervalSet
    """Destinations that it may lead to."""
    must: IntervalSet
    port: Attachment | None = None
    """The one machine that has it; None: every machine of the subnet."""


class WayOut(Struct, frozen=True):
    """Packets that leave for the internet. `passage` is set when a firewall lets them pass by name only."""

    may: PacketSet
    must: PacketSet
    hops: tuple[Hop, ...]
    """The hops after the subnet's own security group."""
    passage: Passage | None = None
    placed: Placed | None = None
    """The firewall rule that lets them pass by address."""
    rules: Filter | None = None
    """The firewall's rules."""


class Egress:
    """The ways out of one subnet."""

    def __init__(self, site: Site, world: World) -> None:
        self.site = site
        self.world = world

    def sent(self) -> tuple[PacketSet, PacketSet]:
        """What the subnet's machines may, and what they surely can, put on the wire to the internet. Raises `Undecided`."""
        return self.world.ask(_sent, self.site.id)

    def guarded(self, packet: Packet) -> Hop:
        """What the subnet's security group says about a packet that it lets out."""
        guard = self.world.guard(self.site)
        return Hop(guard.id or self.site.id, guard.because("Outbound", "may", packet))

    def ways(self) -> Iterator[WayOut]:
        """Every way out that is known, then raises `Undecided` where the graph does not say what happens."""
        may, must = self.sent()
        doubt: Undecided | None = None
        for leg in legs(self.site, self.world):
            part_may = may & Box(destinations=leg.may)
            if not part_may:
                continue
            try:
                yield from self._along(leg, part_may, must & Box(destinations=leg.must))
            except Undecided as problem:
                doubt = doubt or problem
        yield from self._proxied()
        if doubt is not None:
            raise doubt

    def _proxied(self) -> Iterator[WayOut]:
        """What may leave by a firewall that clients can name as their proxy, whatever their routes say. Raises `Undecided`."""
        for firewall in self.world.estate.firewalls:
            if firewall.subnet is None or not is_explicit_proxy(firewall, self.world):
                continue
            place = self.world.estate.site(firewall.subnet)
            there = (addresses(firewall.private_ip) if firewall.private_ip else None) or place.addresses
            asked = PacketSet((Box(self.site.addresses, there, ONLY_TCP),))
            near = self.world.estate.connected(self.site.network.id, place.network.id, surely=False)
            if not near or not self.world.guard(self.site).allowed("Outbound", "may", asked):
                continue
            rules = filter_of(firewall, self.world)
            outside = same_family(self.site.addresses, self.world.book.internet) & Box(protocols=ONLY_TCP) & WELL_FORMED
            for passage in rules.by_name(outside, PacketSet()):
                told = f"is an explicit proxy, which needs no route; {passage.placed.label} allows {', '.join(passage.names)}"
                yield WayOut(passage.may, PacketSet(), (Hop(firewall.id, told),), passage=passage, rules=rules)

    def _along(self, leg: Leg, may: PacketSet, must: PacketSet) -> Iterator[WayOut]:
        hop = Hop(leg.hop.node, leg.hop.because)
        if leg.hop.kind == "endpoint":
            if limited(self.site, leg.hop.where, self.world):
                return
            yield WayOut(may, must, (hop, Hop("internet", f"every tenant's instances of {leg.hop.where} are behind it")))
        elif leg.hop.kind == "internet":
            for method in self.methods():
                method_may = self._by(method, may & Box(destinations=method.may), "may")
                if method_may:
                    method_must = self._by(method, must & Box(destinations=method.must), "must")
                    yield WayOut(method_may, method_must, (hop, Hop(method.node, method.because), Hop("internet", "delivered")))
        elif leg.hop.kind == "appliance":
            yield from self._through(leg.hop, may, must, hop)
        elif leg.hop.kind == "gateway":
            raise Unsure("a route leads to a virtual network gateway, and what lies behind it is not in the template", leg.hop.node)

    def _by(self, method: Method, packets: PacketSet, mode: Mode) -> PacketSet:
        """The packets that the machines which have a method can send by it."""
        if method.port is None:
            return packets
        written = addresses(method.port.ip) if method.port.ip else None
        own = packets & Box(sources=written) if written else packets
        return self.world.guard_of(method.port.nsg, self.site).allowed("Outbound", mode, own)

    def _through(self, toward: NextHop, may: PacketSet, must: PacketSet, hop: Hop) -> Iterator[WayOut]:
        firewall = firewall_at(toward, self.site, self.world)
        rules = filter_of(firewall, self.world)
        place = self.world.estate.site(firewall.subnet or "").network.id
        must = must if self.world.estate.connected(self.site.network.id, place, surely=True) else PacketSet()
        out = Hop("internet", "delivered from the firewall's public address")
        sure, _ = rules.by_address(must, "must")
        certain = {(placed.policy, placed.label): packets for placed, packets in sure}
        for placed, packets in rules.by_address(may, "may")[0]:
            because = Hop(firewall.id, f"{placed.label} allows it")
            surely = certain.get((placed.policy, placed.label), PacketSet())
            yield WayOut(packets, surely, (hop, because, out), placed=placed, rules=rules)
        for passage in rules.by_name(may, must):
            because = Hop(firewall.id, f"{passage.placed.label} allows {', '.join(passage.names)}")
            yield WayOut(passage.may, passage.must, (hop, because, out), passage=passage, rules=rules)

    def methods(self) -> Iterator[Method]:
        """How the subnet's machines get out when a route leads to the internet (A2 item 13)."""
        subnet, estate = self.site.subnet, self.world.estate
        everywhere = self.world.book.internet
        network = self.site.network.id.lower()
        of_network = [nat for nat, source in estate.nat_gateways.all() if source is not None and source.lower() == network]
        for nat in (*([subnet.nat_gateway] if subnet.nat_gateway else ()), *of_network):
            whose = "network" if nat in of_network else "subnet"
            yield Method(f"NAT gateway {last_segment(nat)} of the {whose}", nat, everywhere, everywhere)
        for port in self.world.attached(subnet.id):
            if port.public_ip:
                because = f"public address {port.public_ip} on {last_segment(port.owner)}"
                yield Method(because, port.owner, everywhere, everywhere, port)
            for balancer in port.balancers:
                view = estate.balancers.find(balancer)
                if view is None or view.public_ips:
                    because = f"{last_segment(port.owner)} is behind public load balancer {last_segment(balancer)}"
                    sure = everywhere if view is not None and view.outbound else IntervalSet()
                    yield Method(because, balancer, everywhere, sure, port)
        yield from self._default()
        for problem in self.world.unattached:
            raise problem

    def _default(self) -> Iterator[Method]:
        subnet = self.site.subnet
        everywhere = self.world.book.internet
        if subnet.delegations:
            if all(each.lower() == RESOLVERS for each in subnet.delegations):
                return  # nothing stands there but a resolver, and whom it asks its rules say (`forwarded_outside`)
            because = f"delegated to {subnet.delegations[0]}, which manages its own way out"
            told = [LEAVING.get(each.lower()) for each in subnet.delegations]
            if None not in told:
                yield Method(f"delegated to {subnet.delegations[0]}: {told[0]}", subnet.id, everywhere, everywhere)
            else:
                yield Method(because, subnet.id, everywhere, IntervalSet())
            return
        if has_default_outbound(self.site):
            written = subnet.default_outbound_access is True
            default = f"not written, and API version {self.site.api_version or 'unknown'} means on"
            because = f"default outbound access ({'written as on' if written else default})"
            yield Method(because, subnet.id, everywhere, everywhere)
            return
        storage = self.world.book.named(regional_storage(self.site.network.location), NOWHERE)
        because = "a private subnet still reaches the region's storage accounts, of every tenant (default-outbound-access, limitations)"
        yield Method(because, subnet.id, storage.outer & everywhere, storage.inner & everywhere)


def _sent(world: World, site_id: str) -> tuple[PacketSet, PacketSet]:
    site = world.estate.site(site_id)
    toward = same_family(site.addresses, world.book.internet) & WELL_FORMED
    guard = world.guard(site)
    return guard.allowed("Outbound", "may", toward), guard.allowed("Outbound", "must", toward)


def ways_out(site: Site, world: World) -> tuple[list[WayOut], Undecided | None]:
    """Every way out of a subnet that is known, found once, and why there may be more."""
    return world.once(("ways", site.id.lower()), lambda: until_undecided(Egress(site, world).ways()))


def has_default_outbound(site: Site) -> bool:
    """Whether a machine without anything else gets a public address for what it sends."""
    if site.subnet.default_outbound_access is not None:
        return site.subnet.default_outbound_access
    return site.api_version[:10] < PRIVATE_BY_DEFAULT


def firewall_at(hop: NextHop, site: Site, world: World) -> AzureFirewall:
    """The firewall that an appliance route leads to. Raises `Undecided` when nothing known stands at the address."""
    must_be_known(hop)
    for firewall in world.estate.firewalls.all():
        if firewall.private_ip == hop.where and firewall.subnet is not None:
            network = world.estate.site(firewall.subnet).network
            if world.estate.connected(site.network.id, network.id, surely=False):
                return firewall
    raise Unsure(f"{hop.because}, and no firewall of the template that is peered stands there", hop.node)


def must_be_known(hop: NextHop) -> None:
    """Raises `Undecided` for an appliance whose address only a deployment tells."""
    if hop.hidden:
        raise Unsure(f"{hop.because}, and at which address is not known: {hop.hidden}", hop.node)

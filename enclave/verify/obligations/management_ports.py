"""Obligation 7: ports of management are reached from Bastion only.

Protocol, for each subnet where machines or nodes of a cluster stand, or may stand:
 1. No machine of any other subnet, nor of the same one, can open a connection to tcp/22, 3389, 5985 or 5986 of a machine there,
    but by a declared flow. Nodes of one cluster may reach each other and its API server them; a cluster whose nodes take no SSH
    has no such port.
 2. The same for tcp/443 of the API server of a private cluster, where its own subnet says where it stands: its nodes may.
 3. No way in from the internet leads to such a port, a declared front door neither.
 4. A gateway that connects other places leads to none of these ports.
 5. No just-in-time policy opens one, for whoever asks, to other places than Bastion.
A subnet that is delegated to a service or holds nothing but private endpoints holds no machine. What comes from a subnet for
Bastion is what Bastion is for. A way that cannot be followed is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Counterexample, Hop, Proved, Refuted, Unknown, Verdict
from enclave.graph.body import canonical_id, items, last_segment, number, text, texts
from enclave.graph.resources import load_balancers
from enclave.verify.clusters import Cluster, clusters_of
from enclave.verify.estate import Site
from enclave.verify.model import Obligation, Step, because, settle
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.door import may_lead_to
from enclave.verify.network.ingress import doors_at, unfollowed
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import TCP, Box, PacketSet
from enclave.verify.network.ports import WELL_FORMED
from enclave.verify.network.reach import Sender, Target, endpoints_in, machines
from enclave.verify.network.senders import senders_to
from enclave.verify.network.world import UNKNOWN_NEIGHBOUR, World
from enclave.verify.occupants import unseen
from enclave.verify.subjects import client_ids, flows_from, mentions, strangers

PORTS = IntervalSet.of((22, 22), (3389, 3389), (5985, 5986))
"""SSH, RDP and WinRM."""
API = IntervalSet.of((443, 443))
ONLY_TCP = IntervalSet.of((TCP, TCP))
ON_REQUEST = "Microsoft.Security/locations/jitNetworkAccessPolicies"
"""Rules that Defender for Cloud puts before all others for whoever asks (defender-for-cloud/just-in-time-access-overview)."""
ASKED = Box(protocols=ONLY_TCP, ports=PORTS | API)


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each subnet that machines or nodes may stand in, and for each cluster that could not be read."""
    yield from clusters_of(world)[1]
    for problem in world.estate.networks.unread.values():
        yield problem.where, because(problem)
    for site_id in client_ids(world):
        verdict = world.ask(_of_site, site_id)
        if verdict is not None:
            yield site_id, verdict


def _of_site(world: World, site_id: str) -> Verdict | None:
    steps = tuple(_steps(world.estate.site(site_id), world))
    return settle(steps, "only Bastion reaches its ports of management") if steps else None


def _steps(site: Site, world: World) -> Iterator[Step]:
    clusters, _ = clusters_of(world)
    own = [cluster for cluster in clusters if site.id.lower() in cluster.nodes]
    nodes = frozenset(subnet for cluster in own for subnet in (*cluster.nodes, cluster.server))
    if _has_machines(site, own, world):
        yield partial(_inside, site, PORTS, nodes, world)
        yield partial(_outside, site, PORTS, world)
        yield partial(_on_request, site, world)
    for cluster in clusters:
        if cluster.server == site.id.lower():
            yield partial(_inside, site, API, cluster.nodes | {site.id.lower()}, world)
            yield partial(_outside, site, API, world)


def _has_machines(site: Site, own: list[Cluster], world: World) -> bool:
    """Whether machines with ports of management stand in a subnet, or may."""
    if world.attached(site.id):
        return True
    if own:
        return not all(cluster.silent for cluster in own)
    return not site.subnet.delegations and not endpoints_in(site.id, world)


def _sender(site: Site, world: World) -> Sender:
    return Sender(site, world, ASKED)


def _inside(site: Site, ports: IntervalSet, own: frozenset[str], world: World) -> Refuted | Unknown | None:
    senders = (each for each in world.ask(senders_to, site.id, ASKED) if each.lower() not in own)
    return _open(settle(partial(world.ask, _from, source, site.id, ports) for source in senders))


def _open(verdict: Verdict) -> Refuted | Unknown | None:
    return None if isinstance(verdict, Proved) else verdict


def _from(world: World, source_id: str, site_id: str, ports: IntervalSet) -> Refuted | Unknown | None:
    """Whether one subnet reaches ports of another's machines, asked by itself: another sender more changes nothing for this one."""
    sender = _sender(world.estate.site(source_id), world)
    targets = machines(world.estate.site(site_id), world)
    return _open(settle(partial(_arriving, sender, target, ports, _declared(sender.site, target, world)) for target in targets))


def _declared(source: Site, target: Target, world: World) -> PacketSet:
    here = target.place.id.lower()
    flows = (flow for flow in flows_from(source.id, world) if flow.target.lower() == here and not flow.within)
    return PacketSet.of(*(Box(protocols=ONLY_TCP, ports=IntervalSet.of((flow.port, flow.port))) for flow in flows))


def _arriving(sender: Sender, target: Target, ports: IntervalSet, declared: PacketSet) -> Refuted | Unknown | None:
    book = sender.world.book
    asked = Box(ports=ports)
    for arrival in sender.arrivals(target, "must"):
        packet = ((arrival.packets & asked) - declared).between()  # a machine may always reach itself
        if packet is not None:
            told = Counterexample(book.describe(packet), sender.hops(packet, target, "must"))
            return Refuted(told, f"{last_segment(sender.site.id)} reaches it")
    for arrival in sender.arrivals(target, "may"):
        packet = ((arrival.packets & asked) - declared).between()
        if packet is not None:
            why = "; ".join(hop.because for hop in sender.hops(packet, target, "may"))
            return Unknown(f"{book.describe(packet)} may reach {last_segment(target.node)}: {why}")
    return None


def _outside(site: Site, ports: IntervalSet, world: World) -> Refuted | Unknown | None:
    for way in doors_at(site.id, world):
        asked = Box(ports=ports, protocols=ONLY_TCP)
        surely = way.passes(site, world, "must", world.book.outsiders(surely=True)) & asked
        if surely:
            path = (Hop("internet", "any machine"), *way.reasons(site, world, "must", surely), Hop(site.id, "delivered"))
            return Refuted(Counterexample(world.book.describe(surely.example()), path), "the internet reaches it")
        perhaps = way.passes(site, world, "may", world.book.outsiders(surely=False)) & asked
        if perhaps:
            return Unknown(f"{world.book.describe(perhaps.example())} may reach it through {last_segment(way.through)}")
    return unfollowed(world) or unseen(site, world) or _elsewhere(site, ports, world)


def _on_request(site: Site, world: World) -> Unknown | None:
    """Whether a policy opens ports of machines in a subnet for a while. Raises `Undecided`."""
    here = {port.owner.lower() for port in world.attached(site.id)}
    for policy in world.estate.graph.of_type(ON_REQUEST):
        for part in items(policy.body, "properties.virtualMachines"):
            machine = world.estate.graph.get(canonical_id(text(part, "id")))
            if machine is not None and here.isdisjoint({machine.id.lower(), *mentions(machine.body)}):
                continue
            for opened in items(part, "ports"):
                asked = number(opened, "number", 0)
                sources = (text(opened, "allowedSourceAddressPrefix"), *texts(opened, "allowedSourceAddressPrefixes"))
                allowed = IntervalSet.union(addresses(each) or WORLD for each in sources if each)
                if asked in PORTS and allowed - _bastions(world):
                    return Unknown(f"{last_segment(policy.name)} opens tcp/{asked} to {', '.join(filter(None, sources))} for whoever asks")
    return None


def _elsewhere(site: Site, ports: IntervalSet, world: World) -> Unknown | None:
    """What the template does not show may reach a port, where the subnet's group would let it."""
    near = world.estate.neighbours(site.network.id, surely=False)
    unseen = next((other for other in near if world.estate.networks.find(other) is None), "")
    told = f"{last_segment(unseen)}, which is not in the template" if unseen else ""
    told = told or ("what stands behind a gateway" if world.has_gateway(site.network.id) else "")
    told = told or next((f"what {each.id} connects ({each.type}, not modelled)" for each in strangers(world).around(site)), "")
    sources = UNKNOWN_NEIGHBOUR - world.estate.private
    for balancer in world.estate.graph.of_type(load_balancers.TYPE):
        if not told and may_lead_to(balancer, site, ports, world):
            told, sources = f"what {last_segment(balancer.id)} passes on", world.estate.private - _bastions(world)
    start = PacketSet((Box(sources, site.addresses, ONLY_TCP, ports),)) & WELL_FORMED
    if told and world.guard(site).allowed("Inbound", "may", start):
        return Unknown(f"{told} may reach it")
    return None


def _bastions(world: World) -> IntervalSet:
    return IntervalSet.union(site.addresses for site in world.estate.sites.values() if site.subnet.name.lower() == "azurebastionsubnet")


OBLIGATION = Obligation("management-ports", 7, "ports of management are reached from Bastion only", check)

"""Obligation 7: ports of management are reached from Bastion only.

Protocol, for each subnet where machines or nodes of a cluster stand, or may stand:
 1. No machine of any other subnet, nor of the same one, can open a connection to tcp/22, 3389, 5985 or 5986 of a machine there,
    but by a declared flow. Nodes of one cluster may reach each other and its API server them; a cluster whose nodes take no SSH
    has no such port.
 2. The same for tcp/443 of the API server of a private cluster, where its own subnet says where it stands: its nodes may.
 3. No way in from the internet leads to such a port, a declared front door neither.
 4. A gateway that connects other places leads to none of these ports.
A subnet that is delegated to a service or holds nothing but private endpoints holds no machine. What comes from a subnet for
Bastion is what Bastion is for. A way that cannot be followed is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from enclave.finding import Counterexample, Hop, Refuted, Unknown, Verdict
from enclave.graph.body import Undecided, flag, items, last_segment, link, number, text
from enclave.graph.model import Intent, Resource
from enclave.graph.resources import load_balancers
from enclave.verify.estate import Site
from enclave.verify.model import Obligation, Step, because, settle
from enclave.verify.network.door import Door
from enclave.verify.network.ingress import doors
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import TCP, Box, PacketSet
from enclave.verify.network.ports import WELL_FORMED
from enclave.verify.network.reach import Sender, Target, machines
from enclave.verify.network.world import UNKNOWN_NEIGHBOUR, World
from enclave.verify.subjects import Strangers, client_sites

PORTS = IntervalSet.of((22, 22), (3389, 3389), (5985, 5986))
"""SSH, RDP and WinRM."""
API = IntervalSet.of((443, 443))
ONLY_TCP = IntervalSet.of((TCP, TCP))
CLUSTERS = "Microsoft.ContainerService/managedClusters"


class Cluster:
    """A cluster: where its nodes stand, whether they take SSH, and where its API server stands."""

    def __init__(self, resource: Resource, world: World) -> None:
        """Raises `Undecided`."""
        pools = [*items(resource.body, "properties.agentPoolProfiles")]
        more = [child.body for child in world.estate.graph.children(resource.id) if child.type.lower() == f"{CLUSTERS}/agentPools".lower()]
        self.id = resource.id
        found = [link(pool, "vnetSubnetID") for pool in pools] + [link(body, "properties.vnetSubnetID") for body in more]
        self.nodes = frozenset(subnet.lower() for subnet in found if subnet)
        said = [text(pool, "securityProfile.sshAccess", "LocalUser") for pool in pools]
        said += [text(body, "properties.securityProfile.sshAccess", "LocalUser") for body in more]
        self.silent = bool(said) and all(word.lower() == "disabled" for word in said)
        private = flag(resource.body, "properties.apiServerAccessProfile.enablePrivateCluster")
        server = link(resource.body, "properties.apiServerAccessProfile.subnetId") if private else None
        self.server = server.lower() if server else ""


@dataclass(frozen=True)
class Around:
    """What every subnet is looked at with."""

    world: World
    clusters: tuple[Cluster, ...]
    senders: tuple[Sender, ...]
    strangers: Strangers
    ways: tuple[Door, ...]
    """Ways in from the internet."""
    problems: tuple[Undecided, ...]


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each subnet that machines or nodes may stand in, and for each cluster that could not be read."""
    clusters: list[Cluster] = []
    for resource in world.estate.graph.of_type(CLUSTERS):
        try:
            clusters.append(Cluster(resource, world))
        except Undecided as problem:
            yield resource.id, because(problem)
    senders = tuple(Sender(site, world, Box(protocols=ONLY_TCP, ports=PORTS | API)) for site in client_sites(world))
    around = Around(world, tuple(clusters), senders, Strangers(world), *doors(world))
    for site in client_sites(world):
        steps = tuple(_steps(site, around))
        if steps:
            yield site.id, settle(steps, "only Bastion reaches its ports of management")


def _steps(site: Site, around: Around) -> Iterator[Step]:
    own = [cluster for cluster in around.clusters if site.id.lower() in cluster.nodes]
    nodes = frozenset(subnet for cluster in own for subnet in (*cluster.nodes, cluster.server))
    if _has_machines(site, own, around.world):
        yield partial(_inside, site, PORTS, nodes, around)
        yield partial(_outside, site, PORTS, around)
    for cluster in around.clusters:
        if cluster.server == site.id.lower():
            yield partial(_inside, site, API, cluster.nodes | {site.id.lower()}, around)
            yield partial(_outside, site, API, around)


def _has_machines(site: Site, own: list[Cluster], world: World) -> bool:
    """Whether machines with ports of management stand in a subnet, or may."""
    if world.attached(site.id):
        return True
    if own:
        return not all(cluster.silent for cluster in own)
    holds_endpoints = any(endpoint.subnet.lower() == site.id.lower() for endpoint in world.estate.endpoints)
    return not site.subnet.delegations and not holds_endpoints


def _inside(site: Site, ports: IntervalSet, own: frozenset[str], around: Around) -> Refuted | Unknown | None:
    world = around.world
    intent = world.estate.graph.intent or Intent()
    doubt: Unknown | None = None
    for target in machines(site, world):
        for sender in around.senders:
            if sender.site.id.lower() in own or not sender.concerns(target.place):
                continue
            declared = _declared(sender.site, target, intent)
            try:
                result = _arriving(sender, target, ports, declared)
            except Undecided as problem:
                result = because(problem)
            if isinstance(result, Refuted):
                return result
            doubt = doubt or result
    return doubt


def _declared(source: Site, target: Target, intent: Intent) -> PacketSet:
    flows = (flow for flow in intent.flows
             if flow.source.lower() == source.id.lower() and flow.target.lower() == target.place.id.lower() and not flow.within)
    return PacketSet.of(*(Box(protocols=ONLY_TCP, ports=IntervalSet.of((flow.port, flow.port))) for flow in flows))


def _arriving(sender: Sender, target: Target, ports: IntervalSet, declared: PacketSet) -> Refuted | Unknown | None:
    book = sender.world.book
    asked = Box(ports=ports)
    for arrival in sender.arrivals(target, "must"):
        left = (arrival.packets & asked) - declared
        if left:
            return Refuted(Counterexample(book.describe(left.example()), arrival.hops), f"{last_segment(sender.site.id)} reaches it")
    for arrival in sender.arrivals(target, "may"):
        left = (arrival.packets & asked) - declared
        if left:
            told = "; ".join(hop.because for hop in arrival.hops)
            return Unknown(f"{book.describe(left.example())} may reach {last_segment(target.node)}: {told}")
    return None


def _outside(site: Site, ports: IntervalSet, around: Around) -> Refuted | Unknown | None:
    world = around.world
    for way in (each for each in around.ways if each.landing.lower() == site.id.lower()):
        asked = Box(ports=ports, protocols=ONLY_TCP)
        surely = way.passes(site, world, "must", world.book.outsiders(surely=True)) & asked
        if surely:
            path = (Hop("internet", "any machine"), *way.reasons(site, world, "must", surely), Hop(site.id, "delivered"))
            return Refuted(Counterexample(world.book.describe(surely.example()), path), "the internet reaches it")
        perhaps = way.passes(site, world, "may", world.book.outsiders(surely=False)) & asked
        if perhaps:
            return Unknown(f"{world.book.describe(perhaps.example())} may reach it through {last_segment(way.through)}")
    return because(around.problems[0]) if around.problems else _elsewhere(site, ports, around)


def _elsewhere(site: Site, ports: IntervalSet, around: Around) -> Unknown | None:
    """What the template does not show may reach a port, where the subnet's group would let it."""
    world = around.world
    near = world.estate.neighbours(site.network.id, surely=False)
    unseen = next((other for other in near if world.estate.networks.find(other) is None), "")
    told = f"{last_segment(unseen)}, which is not in the template" if unseen else ""
    told = told or ("what stands behind a gateway" if world.has_gateway(site.network.id) else "")
    told = told or next((f"what {each.id} connects ({each.type}, not modelled)" for each in around.strangers.around(site)), "")
    sources = UNKNOWN_NEIGHBOUR - world.estate.private
    for balancer in world.estate.graph.of_type(load_balancers.TYPE):
        if not told and any(port in ports or not port for port in _passed_on(balancer)):
            told, sources = f"what {last_segment(balancer.id)} passes on", world.estate.private - _bastions(world)
    start = PacketSet((Box(sources, site.addresses, ONLY_TCP, ports),)) & WELL_FORMED
    if told and world.guard(site).allowed("Inbound", "may", start):
        return Unknown(f"{told} may reach it")
    return None


def _passed_on(balancer: Resource) -> Iterator[int]:
    """Ports of machines that a load balancer leads to; 0 is all of them. Raises `Undecided`."""
    for field in ("loadBalancingRules", "inboundNatRules", "inboundNatPools"):
        for rule in items(balancer.body, f"properties.{field}"):
            yield number(rule, "properties.backendPort", 0)


def _bastions(world: World) -> IntervalSet:
    return IntervalSet.union(site.addresses for site in world.estate.sites.values() if site.subnet.name.lower() == "azurebastionsubnet")


OBLIGATION = Obligation("management-ports", 7, "ports of management are reached from Bastion only", check)

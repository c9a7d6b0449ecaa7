"""Obligation 4: what must reach a service can, so that the other proofs are not proofs about nothing.

Protocol, for each flow that the owner declared:
 1. The service's names resolve to private endpoints from the source's network, and its DNS servers can be asked.
 2. To each of these endpoints: the source's security group lets every machine send, a route leads there, a firewall on the
    way allows it and both of its peerings exist, and the endpoint's subnet lets it in where policies apply.
    To a subnet as to an endpoint, for every machine there, or for those in the range that the flow names.
For each declared name of the internet and each declared source:
 3. The source's security group, its route and the firewall's application rules surely let it pass.
Without declared flows, for each service with a private endpoint:
 4. Some subnet of the template reaches it as in 1 and 2.
A graph without any service, or without any way to one, is unknown: there is nothing to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import TypeVar

from enclave.finding import Counterexample, Proved, Refuted, Unknown, Verdict
from enclave.graph.body import Undecided, last_segment
from enclave.graph.model import Flow as DeclaredFlow
from enclave.graph.model import Intent, Resource
from enclave.graph.resources.virtual_networks import VirtualNetwork
from enclave.verify.estate import Site, network_of
from enclave.verify.model import Obligation, because, refuted, settle
from enclave.verify.network.flows import Flow, to_dns, to_name, to_service, to_subnet
from enclave.verify.network.names import names, own_servers, resolve
from enclave.verify.network.world import World
from enclave.verify.subjects import client_sites, services

T = TypeVar("T")


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each flow, declared name and source, or service."""
    intent = world.estate.graph.intent
    if not any(True for _ in services(world)):
        yield "", Unknown("there is no service in the graph: nothing to prove")
    elif intent and intent.flows:
        yield from _declared(intent, world)
    else:
        yield from _some(world)


def _declared(intent: Intent, world: World) -> Iterator[tuple[str, Verdict]]:
    for flow in intent.flows:
        subject = f"{flow.source} -> {flow.target}"
        if "/subnets/" in flow.target.lower():
            yield subject, world.ask(_to_subnet, flow)
            continue
        target = world.estate.graph.get(flow.target)
        if target is None:
            yield subject, Unknown(f"{last_segment(flow.target)} is not in the template")
            continue
        yield subject, world.ask(_to_service, flow.source, target.id, flow.port)
    for source in dict.fromkeys(flow.source for flow in intent.flows):
        for egress in intent.egress:
            if egress.sources and source.lower() not in map(str.lower, egress.sources):
                continue
            subject = f"{source} -> {egress.fqdn}"
            yield subject, world.ask(_to_name, source, egress.fqdn)


def _to_subnet(world: World, flow: DeclaredFlow) -> Verdict:
    return settle((partial(_inside, flow, world),), f"tcp/{flow.port} passes every hop")


def _to_service(world: World, source: str, target_id: str, port: int) -> Verdict:
    target = world.estate.resource(target_id)
    return settle((partial(_flow, source, target, port, world),), f"tcp/{port} passes every hop")


def _to_name(world: World, source: str, fqdn: str) -> Verdict:
    return settle((partial(_name, source, fqdn, world),), "tcp/443 passes the firewall by its name")


def _name(source: str, fqdn: str, world: World) -> Refuted | None:
    return _judge(to_name(world.estate.site(source), fqdn, world))


def _inside(flow: DeclaredFlow, world: World) -> Refuted | None:
    return _judge(to_subnet(world.estate.site(flow.source), world.estate.site(flow.target), flow.within, flow.port, world))


def _flow(source: str, target: Resource, port: int, world: World) -> Refuted | Unknown | None:
    site = world.estate.site(source)
    found = _led(site.network, target, world)
    return _arrives(site, found, port, world) if isinstance(found, tuple) else found


def _led(network: VirtualNetwork, target: Resource, world: World) -> tuple[str, ...] | Refuted | Unknown:
    """The ids of the private endpoints that a service's names lead a network's machines to, or why they do not. Raises `Undecided`."""
    endpoints = world.estate.targets(target.id)
    if not endpoints:
        return _unreachable(target, world)
    found: dict[str, None] = {}
    for name in names(target, endpoints):
        for answer in resolve(network, name, target.id, world):
            if answer.kind != "private":
                return refuted(f"resolve {name.fqdn}", *answer.hops, reason="the name does not lead to the private endpoint")
            found.update(dict.fromkeys(endpoint.id for endpoint in answer.endpoints))
    return tuple(found)


def _arrives(site: Site, endpoint_ids: tuple[str, ...], port: int, world: World) -> Refuted | None:
    """Why machines of a subnet do not get to private endpoints, or to who tells them where those are. Raises `Undecided`."""
    for server in own_servers(site.network):
        stopped = _judge(world.ask(_asked, site.id, server))
        if stopped is not None:
            return stopped
    for endpoint_id in endpoint_ids:
        stopped = _judge(world.ask(_reached, site.id, endpoint_id, port))
        if stopped is not None:
            return stopped
    return None


def _asked(world: World, site_id: str, server: str) -> Flow:
    return to_dns(world.estate.site(site_id), server, world)


def _reached(world: World, site_id: str, endpoint_id: str, port: int) -> Flow:
    return to_service(world.estate.site(site_id), world.estate.endpoints[endpoint_id], port, world)


def _unreachable(target: Resource, world: World) -> Refuted | Unknown:
    for problem in world.estate.endpoints.unread.values():
        return because(problem)
    told = "no private endpoint of the template leads to it"
    return refuted(f"connect to {last_segment(target.id)} privately", (target.id, told), reason=told)


def _judge(flow: Flow) -> Refuted | None:
    return None if flow.works else Refuted(Counterexample(flow.packet, flow.hops), f"stops: {flow.hops[-1].because}")


def _some(world: World) -> Iterator[tuple[str, Verdict]]:
    reached = [resource for resource, _ in services(world) if world.estate.targets(resource.id)]
    for resource in reached:
        yield resource.id, world.ask(_from_any, resource.id)
    if not reached:
        yield "", Unknown("no flow is declared, and no private endpoint that could be read leads to a service")


def _from_any(world: World, resource_id: str) -> Verdict:
    """The verdict on a service that no flow is declared to. Subnets of its endpoints' networks, from where it is most likely reached,
    are asked first; its names are asked for once in each network."""
    resource = world.estate.resource(resource_id)
    led = lru_cache(maxsize=None)(lambda network_id: _tried(lambda: _led(world.estate.networks[network_id], resource, world)))
    doubt: Unknown | None = None
    stopped: Refuted | None = None
    for site in _nearest_first(resource, world):
        found = led(site.network.id)
        result = _tried(partial(_arrives, site, found, 443, world)) if isinstance(found, tuple) else found
        if result is None:
            return Proved(f"reached from {last_segment(site.id)}")
        if isinstance(result, Unknown):
            doubt = doubt or result
        else:
            stopped = stopped or result
    return doubt or stopped or Unknown("no subnet of the template could reach it")


def _tried(judge: Callable[[], T]) -> T | Unknown:
    try:
        return judge()
    except Undecided as problem:
        return because(problem)


def _nearest_first(resource: Resource, world: World) -> list[Site]:
    near = {network_of(endpoint.subnet).lower() for endpoint in world.estate.targets(resource.id)}
    return sorted(client_sites(world), key=lambda site: site.network.id.lower() not in near)


OBLIGATION = Obligation("not-vacuous", 4, "what must reach a service can", check)

"""Obligation 3: every client network resolves every name of a service to its private endpoint.

Protocol, for a service with a private endpoint:
 1. Its names are those of the endpoint's groups: one in each private DNS zone of the group.
 2. Its client networks are those of the flows that the owner declared to it; where there is none, every network with
    subnets for machines that is, or is peered with, the network of one of its endpoints.
 3. From each client network, each of its DNS servers is asked: Azure's DNS in that network, or in the network of the
    firewall that proxies names. Any other server is unknown.
 4. The answer is a private endpoint of the service: the zone is there, linked, and has the record.
    A public address, or no address, refutes; so does falling back to public DNS.
 5. Every machine could be placed: one that was not may stand in a client network and ask a server of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.body import Undecided, last_segment
from enclave.graph.model import Resource
from enclave.graph.resources.virtual_networks import VirtualNetwork
from enclave.verify.model import Obligation, because, refuted, settle
from enclave.verify.network.names import Name, names, resolve
from enclave.verify.network.world import World
from enclave.verify.subjects import flows_to, is_client, service_at, services


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each service that a private endpoint leads to."""
    for resource, _ in services(world):
        if world.estate.targets(resource.id):
            yield resource.id, world.ask(_verdict, resource.id)
    for problem in world.estate.endpoints.unread.values():
        yield problem.where, because(problem)


def _verdict(world: World, resource_id: str) -> Verdict:
    return of_service(service_at(resource_id, world)[0], world)


def of_service(resource: Resource, world: World) -> Verdict:
    """The verdict on one service."""
    try:
        wanted = names(resource, world.estate.targets(resource.id))
        clients = client_networks(resource, world)
    except Undecided as problem:
        return because(problem)
    if not clients:
        return Unknown("no network with subnets for machines is, or is peered with, the network of its private endpoint")
    steps = [partial(answered, network, name, resource, world) for network in clients for name in wanted]
    told = f"{', '.join(name.fqdn for name in wanted)} from {', '.join(last_segment(network.id) for network in clients)}"
    return settle((*steps, partial(_placed, world)), f"answered with its private endpoint: {told}")


def _placed(world: World) -> Unknown | None:
    return next((because(problem) for problem in world.unattached), None)


def answered(network: VirtualNetwork, name: Name, resource: Resource, world: World) -> Refuted | Unknown | None:
    """Whether a network's machines are told the private address. Raises `Undecided`."""
    for answer in resolve(network, name, resource.id, world):
        if answer.kind != "private":
            told = "the public address" if answer.kind == "public" else "no address"
            return refuted(f"resolve {name.fqdn}", *answer.hops, reason=f"{last_segment(network.id)} gets {told}")
    return None


def client_networks(resource: Resource, world: World) -> tuple[VirtualNetwork, ...]:
    """The networks that must resolve a service's names. Raises `Undecided`."""
    estate = world.estate
    ids: dict[str, None] = {}
    for flow in flows_to(resource.id, world):
        ids[estate.site(flow.source).network.id.lower()] = None
    for endpoint in () if ids else estate.targets(resource.id):
        home = estate.site(endpoint.subnet).network.id.lower()
        near = (home, *estate.neighbours(home, surely=True))
        ids |= dict.fromkeys(each for each in near if any(is_client(site, world) for site in estate.of(each)))
    return tuple(estate.networks[each] for each in ids)


OBLIGATION = Obligation(
    "private-names", 3, "every client network resolves every name of a service to its private endpoint", check
)

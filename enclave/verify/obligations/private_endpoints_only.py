"""Obligation 2: a service is reached only through an approved private endpoint; public access and keys are off.

Protocol, for a service:
 1. Another service answers for it (an environment, a hub): that one's result is its result.
 2. Every door of its own is closed: rules that let few in still leave a public endpoint.
 3. Local authentication is off, where the type has any: a key opens it to whoever holds it.
 4. It stands inside a network, or an approved private endpoint leads to it, or to the Azure Monitor private link
    scope that holds it. A workspace without any is reached by nobody.
 5. No part of it is of a type that is not modelled.
A connection that somebody must approve by hand carries nothing yet: unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.body import Undecided, items, last_segment
from enclave.graph.ids import parse
from enclave.graph.model import Resource
from enclave.graph.resources import private_endpoints
from enclave.verify.estate import presence
from enclave.verify.front import closed, host_of, openings
from enclave.verify.model import Obligation, because, if_deployed, refuted, settle
from enclave.verify.network.private_links import connected_from_elsewhere
from enclave.verify.network.world import World
from enclave.verify.services import Condition, Service, service_of
from enclave.verify.subjects import owners_elsewhere, strangers, unknown_part, why_unread


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each service, and for each resource that may be one."""
    yield from world.of_each(_verdicts)
    for resource in strangers(world).standing_alone():
        if not resource.type.lower().startswith("microsoft.network/"):
            yield resource.id, Unknown(f"type {resource.type} is not modelled{why_unread(resource)}")
    for parent_id in owners_elsewhere(world, services_only=True):
        yield parent_id, Unknown("parts of it are in the template, but it is not")


def _verdicts(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    service = service_of(resource)
    if service is not None:
        yield resource.id, if_deployed(of_service(resource, service, world), presence(resource))


def of_service(resource: Resource, service: Service, world: World) -> Verdict:
    """The verdict on one service."""
    name = last_segment(resource.id)

    def hosted() -> Refuted | Unknown | None:
        host = host_of(resource, service, world)
        row = service_of(host) if host is not None else None
        if host is None or row is None:
            return None
        verdict = of_service(host, row, world)
        return verdict if isinstance(verdict, Refuted | Unknown) else None

    def off() -> Refuted | None:
        for opening in openings(resource, service, world):
            if opening.doubt is not None:
                raise opening.doubt
            packet = f"connect to {name} through its public endpoint"
            return refuted(packet, ("internet", "the endpoint exists"), (resource.id, opening.because), reason="public access is on")
        return None

    def keyless() -> Refuted | None:
        for group in service.keys:
            if not closed(group, resource, world):
                told = f"{group[0]} does not hold: {_setting(group[0])}"
                packet = f"authenticate to {name} with a key"
                path = (("whoever holds a key", "no identity is needed"), (resource.id, told))
                return refuted(packet, *path, reason="local authentication is on")
        return None

    def private() -> Refuted | Unknown | None:
        return _private(resource, service, world)

    def known() -> Unknown | None:
        return next((Unknown(unknown_part(part)) for part in strangers(world).below(resource)), None)

    return settle((hosted, off, keyless, private, known), _how(resource, service, world))


def _setting(condition: Condition) -> str:
    return "an absent setting means on" if not condition.absent else "it is written otherwise"


def _private(resource: Resource, service: Service, world: World) -> Refuted | Unknown | None:
    if service.endpoint == "own" or (service.hosted_by and host_of(resource, service, world) is not None):
        return None
    if service.inside and closed(service.inside, resource, world):
        return None
    targets = [resource.id] if service.endpoint == "private-link" else scopes(resource, world)
    endpoints = [endpoint for target in targets for endpoint in world.estate.targets(target)]
    if any(not endpoint.manual for endpoint in endpoints) or (service.endpoint == "scope" and not targets):
        return None
    if endpoints:
        return Unknown(f"private endpoint {last_segment(endpoints[0].id)} waits for somebody's approval")
    for endpoint_id, problem in world.estate.endpoints.unread.items():
        leads = _leads(endpoint_id, targets, world)
        if leads is None:
            return because(problem)
        if leads:
            return None
    stranger = connected_from_elsewhere(resource, world)
    if stranger:
        return Unknown(f"private endpoint {stranger} leads to it, which is not in the template and may be anybody's")
    name = last_segment(resource.id)
    told = "no private endpoint of the template leads to it"
    return refuted(f"connect to {name} privately", ("any network", "looks for a private endpoint"), (resource.id, told), reason=told)


def _leads(endpoint_id: str, targets: list[str], world: World) -> bool | None:
    """Whether an endpoint of which not all is known, as its subnet, leads to one of them with nobody to ask; None: it may."""
    endpoint = world.estate.graph.get(endpoint_id)
    if endpoint is None or presence(endpoint) is not None:
        return None
    wanted = {target.lower() for target in targets}
    try:
        found = {target.lower() for target in private_endpoints.targets(endpoint)}
        if found and wanted.isdisjoint(found):
            return False
        return True if items(endpoint.body, "properties.privateLinkServiceConnections") else None
    except Undecided:
        kinds = {part.type for target in targets if (part := parse(target)) is not None}
        return None if any(private_endpoints.may_lead_to(endpoint, kind) for kind in kinds) else False


def scopes(resource: Resource, world: World) -> list[str]:
    """Ids of the Azure Monitor private link scopes that hold a resource. Raises `Undecided`."""
    return [scope.id for scope in world.estate.scopes.all() if resource.id.lower() in {held.lower() for held in scope.resources}]


def _how(resource: Resource, service: Service, world: World) -> str:
    targets = [resource.id] if service.endpoint == "private-link" else []
    endpoints = [last_segment(endpoint.id) for target in targets for endpoint in world.estate.targets(target)]
    return f"public access and keys are off; reached through {', '.join(endpoints)}" if endpoints else "public access and keys are off"


OBLIGATION = Obligation(
    "private-endpoints-only", 2, "a service is reached only through an approved private endpoint; public access and keys are off", check
)

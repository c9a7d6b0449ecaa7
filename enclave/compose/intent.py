"""What the owner wants, for the graph: declared ways out and in, the flows that must work, and the gateway's policy digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from enclave.compose.egress import outlets
from enclave.compose.passes.application_gateway import application_gateway_id
from enclave.compose.passes.front_door import front_door_id
from enclave.compose.site import AI_ENDPOINTS, DATA_ENDPOINTS, GATEWAY, MANAGEMENT_ENDPOINTS, Site
from enclave.compose.traffic import HTTPS, PORTS, answered_at, passages
from enclave.compose.whole import Whole
from enclave.graph.ids import parse
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent
from enclave.graph.resources import private_endpoints
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest

ENDPOINTS = (AI_ENDPOINTS, DATA_ENDPOINTS, MANAGEMENT_ENDPOINTS)
"""Subnets that hold private endpoints and nothing else."""


def intent(spec: Spec, sites: Sequence[Site], graph: Graph) -> Intent:
    """In each region the clients must reach every service whose private endpoint they may call, and nobody else anything."""
    return Intent(
        egress=(*_egress(sites),),
        front_doors=(*_front_doors(spec, sites),),
        # a service of several parts has several endpoints, and is reached all the same
        flows=tuple(dict.fromkeys(flow for site in sites for flow in _flows(site, graph))),
        policy_digest=policy_digest(spec),
    )


def _front_doors(spec: Spec, sites: Sequence[Site]) -> Iterator[FrontDoor]:
    """Every declared way in: through each region's application gateway, and through the one front door."""
    doors = {"application-gateway": [*map(application_gateway_id, sites)], "front-door": [front_door_id(Whole(spec, tuple(sites)))]}
    for ingress in spec.network.ingress:
        yield from (FrontDoor(door, tuple(map(str, ingress.sources)), ingress.why) for door in doors[ingress.through])


def _egress(sites: Sequence[Site]) -> Iterator[Egress]:
    """Every name, for its own subnets in all regions."""
    found: dict[str, Egress] = {}
    for site in sites:
        for outlet in outlets(site):
            known = found.get(outlet.fqdn, Egress(outlet.fqdn, outlet.why))
            found[outlet.fqdn] = replace(known, sources=(*known.sources, *map(site.subnet, outlet.sources)))
    yield from found.values()


def _flows(site: Site, graph: Graph) -> Iterator[Flow]:
    """Every passage: to each service that has a private endpoint in its target, or to the machines of its target."""
    endpoints = [private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE) if found.stamp == site.key]
    for passage in passages(site):
        source = site.subnet(passage.source)
        if passage.target in ENDPOINTS:
            for endpoint in endpoints:
                if endpoint.subnet == site.subnet(passage.target):
                    ports = (port for port in _ports(endpoint.target) if port in passage.ports)
                    yield from (Flow(source, endpoint.target, int(port)) for port in ports)
        else:
            within = answered_at(site, passage) if passage.target == GATEWAY else ""
            yield from (Flow(source, site.subnet(passage.target), int(port), within) for port in passage.ports)


def _ports(target: str) -> tuple[str, ...]:
    """Ports that a service answers at behind its private endpoint."""
    known = parse(target)
    return (HTTPS,) if known is None else PORTS.get(known.type.lower(), (HTTPS,))

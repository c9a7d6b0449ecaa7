"""What the owner wants, for the graph: declared ways out and in, the flows that must work, and the gateway's policy digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from enclave.compose.egress import outlets
from enclave.compose.passes.application_gateway import application_gateway_id
from enclave.compose.site import Site
from enclave.compose.traffic import HTTPS, PORTS, clients, passages
from enclave.graph.ids import parse
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent
from enclave.graph.resources import private_endpoints
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest


def intent(spec: Spec, sites: Sequence[Site], graph: Graph) -> Intent:
    """In each region the clients must reach every service whose private endpoint they may call, and nobody else anything."""
    return Intent(
        egress=(*(Egress(egress.fqdn, egress.why) for egress in spec.network.egress), *_needed(sites)),
        front_doors=tuple(
            FrontDoor(application_gateway_id(site), tuple(map(str, ingress.sources)), ingress.why)
            for site in sites for ingress in site.ingress if ingress.through == "application-gateway"
        ),
        flows=tuple(flow for site in sites for flow in _flows(site, graph)),
        policy_digest=policy_digest(spec),
    )


def _needed(sites: Sequence[Site]) -> Iterator[Egress]:
    """Names that components need, each for its own subnets in all regions."""
    found: dict[str, Egress] = {}
    for site in sites:
        for outlet in outlets(site):
            if not outlet.declared:
                known = found.get(outlet.fqdn, Egress(outlet.fqdn, outlet.why))
                found[outlet.fqdn] = replace(known, sources=(*known.sources, *map(site.subnet, outlet.sources)))
    yield from found.values()


def _flows(site: Site, graph: Graph) -> Iterator[Flow]:
    """Every client to every service with a private endpoint where it may call one."""
    endpoints = [private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE) if found.stamp == site.key]
    for passage in passages(site):
        for endpoint in endpoints:
            if endpoint.subnet == site.subnet(passage.target) and passage.source in clients(site):
                ports = _ports(endpoint.target)
                yield from (Flow(site.subnet(passage.source), endpoint.target, int(port)) for port in ports if port in passage.ports)


def _ports(target: str) -> tuple[str, ...]:
    """Ports that a service answers at behind its private endpoint."""
    known = parse(target)
    return (HTTPS,) if known is None else PORTS.get(known.type.lower(), (HTTPS,))

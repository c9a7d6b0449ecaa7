"""What the owner wants, for the graph: declared ways out and in, the flows that must work, and the gateway's policy digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.application_gateway import application_gateway_id
from enclave.compose.site import REACHES, Site
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent
from enclave.graph.resources import private_endpoints
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest


def intent(spec: Spec, sites: Sequence[Site], graph: Graph) -> Intent:
    """In each region the clients must reach every service whose private endpoint they may call, and nobody else anything."""
    return Intent(
        egress=tuple(Egress(egress.fqdn, egress.why) for egress in spec.network.egress),
        front_doors=tuple(
            FrontDoor(application_gateway_id(site), tuple(map(str, ingress.sources)), ingress.why)
            for site in sites for ingress in site.ingress
        ),
        flows=tuple(flow for site in sites for flow in _flows(site, graph)),
        policy_digest=policy_digest(spec),
    )


def _flows(site: Site, graph: Graph) -> Iterator[Flow]:
    endpoints = [private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE) if found.stamp == site.key]
    for client, reached in REACHES.items():
        subnets = {site.subnet(name) for name in reached}
        yield from (Flow(site.subnet(client), endpoint.target) for endpoint in endpoints if endpoint.subnet in subnets)

"""What the owner wants, for the graph: declared egress, the flows that must work, and the gateway's policy digest."""

from __future__ import annotations

from collections.abc import Iterable

from enclave.compose.site import GATEWAY, Site
from enclave.graph.model import Egress, Flow, Graph, Intent
from enclave.graph.resources import private_endpoints
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest


def intent(spec: Spec, sites: Iterable[Site], graph: Graph) -> Intent:
    """In each region the gateway must reach every service that has a private endpoint there, and nobody else anything."""
    gateways = {site.key: site.subnet(GATEWAY) for site in sites}
    endpoints = graph.of_type(private_endpoints.TYPE)
    return Intent(
        egress=tuple(Egress(egress.fqdn, egress.why) for egress in spec.network.egress),
        flows=tuple(Flow(gateways[found.stamp], private_endpoints.read(found, graph).target) for found in endpoints),
        policy_digest=policy_digest(spec),
    )

"""Load balancers: a public front end is a way in, an outbound rule is a way out."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import items, link
from enclave.graph.model import Resource

TYPE = "Microsoft.Network/loadBalancers"
API_VERSION = "2025-09-01"


@dataclass(frozen=True)
class LoadBalancer:
    """A load balancer."""

    id: str
    public_ips: tuple[str, ...]
    """Ids of the public addresses and public prefixes of its front ends."""
    subnets: tuple[str, ...]
    """Ids of the subnets of its internal front ends."""
    inbound: bool
    """It has a load balancing rule or an inbound NAT rule or pool."""
    outbound: bool
    """It has an outbound rule."""


def read(resource: Resource) -> LoadBalancer:
    """A load balancer. Raises `Undecided`."""
    body = resource.body
    fronts = items(body, "properties.frontendIPConfigurations")
    public = [link(part, f"properties.{field}") for part in fronts for field in ("publicIPAddress", "publicIPPrefix")]
    inbound = ("loadBalancingRules", "inboundNatRules", "inboundNatPools")
    return LoadBalancer(
        id=resource.id,
        public_ips=tuple(found for found in public if found),
        subnets=tuple(found for part in fronts if (found := link(part, "properties.subnet"))),
        inbound=any(items(body, f"properties.{field}") for field in inbound),
        outbound=bool(items(body, "properties.outboundRules")),
    )

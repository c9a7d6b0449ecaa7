"""NAT gateways: a way out for every subnet that names one."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import links
from enclave.graph.model import Resource

TYPE = "Microsoft.Network/natGateways"
API_VERSION = "2025-09-01"


@dataclass(frozen=True)
class NatGateway:
    """A NAT gateway."""

    id: str
    public_ips: tuple[str, ...]
    public_ip_prefixes: tuple[str, ...]


def read(resource: Resource) -> NatGateway:
    """A NAT gateway. Raises `Undecided`."""
    body = resource.body
    return NatGateway(resource.id, links(body, "properties.publicIpAddresses"), links(body, "properties.publicIpPrefixes"))

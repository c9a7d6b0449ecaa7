"""Public IP addresses."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import text
from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.Network/publicIPAddresses"
API_VERSION = "2025-09-01"


@dataclass(frozen=True)
class PublicIpAddress:
    """A public address."""

    id: str
    allocation: str
    """`Static` or `Dynamic`."""
    sku: str
    ip: str | None
    """Only known after deployment."""


def read(resource: Resource) -> PublicIpAddress:
    """A public address. Raises `Undecided`."""
    body = resource.body
    return PublicIpAddress(
        id=resource.id,
        allocation=text(body, "properties.publicIPAllocationMethod", "Dynamic"),
        sku=text(body, "sku.name", "Basic"),
        ip=text(body, "properties.ipAddress", None),
    )


def write(address: PublicIpAddress, place: Place) -> tuple[Resource, ...]:
    """The address."""
    body = {
        "sku": {"name": address.sku, "tier": "Regional"},
        "properties": {"publicIPAllocationMethod": address.allocation, "publicIPAddressVersion": "IPv4"},
    }
    return (place.put(TYPE, API_VERSION, address.id, body),)

"""Azure Bastion: the one way in for management."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import items, link, text
from enclave.graph.model import Resource

TYPE = "Microsoft.Network/bastionHosts"
API_VERSION = "2025-09-01"
SUBNET = "AzureBastionSubnet"


@dataclass(frozen=True)
class BastionHost:
    """A bastion host."""

    id: str
    sku: str
    subnet: str | None
    public_ips: tuple[str, ...]


def read(resource: Resource) -> BastionHost:
    """A bastion host. Raises `Undecided`."""
    parts = items(resource.body, "properties.ipConfigurations")
    return BastionHost(
        id=resource.id,
        sku=text(resource.body, "sku.name", "Basic"),
        subnet=next((found for part in parts if (found := link(part, "properties.subnet"))), None),
        public_ips=tuple(found for part in parts if (found := link(part, "properties.publicIPAddress"))),
    )

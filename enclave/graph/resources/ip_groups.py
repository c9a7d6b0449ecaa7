"""IP groups: named lists of addresses for firewall rules."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import texts
from enclave.graph.model import Resource

TYPE = "Microsoft.Network/ipGroups"
API_VERSION = "2025-09-01"


@dataclass(frozen=True)
class IpGroup:
    """An IP group."""

    id: str
    addresses: tuple[str, ...]
    """Addresses, prefixes and ranges `10.0.0.1-10.0.0.9`."""


def read(resource: Resource) -> IpGroup:
    """An IP group. Raises `Undecided`."""
    return IpGroup(resource.id, texts(resource.body, "properties.ipAddresses"))

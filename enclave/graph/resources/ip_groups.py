"""IP groups: named lists of addresses for firewall rules."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import texts
from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.Network/ipGroups"
API_VERSION = "2025-09-01"


class IpGroup(Struct, frozen=True):
    """An IP group."""

    id: str
    addresses: tuple[str, ...]
    """Addresses, prefixes and ranges `10.0.0.1-10.0.0.9`."""


def read(resource: Resource) -> IpGroup:
    """An IP group. Raises `Undecided`."""
    return IpGroup(resource.id, texts(resource.body, "properties.ipAddresses"))


def write(group: IpGroup, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The group. Azure changes one group of a firewall policy after another: let each wait for the one before."""
    return (place.put(TYPE, API_VERSION, group.id, {"properties": {"ipAddresses": list(group.addresses)}}, depends_on=depends_on),)

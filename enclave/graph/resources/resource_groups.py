"""Resource groups."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.Resources/resourceGroups"
API_VERSION = "2025-04-01"


class ResourceGroup(Struct, frozen=True):
    """A resource group."""

    id: str
    """`/resourceGroups/<name>`."""
    name: str
    location: str


def read(resource: Resource) -> ResourceGroup:
    """A resource group."""
    return ResourceGroup(resource.id, resource.name, resource.location or "")


def write(group: ResourceGroup, place: Place) -> tuple[Resource, ...]:
    """The group. The scope of `place` is the subscription, the empty id."""
    return (place.put(TYPE, API_VERSION, f"/resourceGroups/{last_segment(group.id)}", {}, location=group.location),)

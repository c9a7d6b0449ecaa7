"""Disk accesses: the private way to export a disk."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.Compute/diskAccesses"
API_VERSION = "2026-03-02"


@dataclass(frozen=True)
class DiskAccess:
    """A disk access."""

    id: str
    location: str


def read(resource: Resource) -> DiskAccess:
    """A disk access."""
    return DiskAccess(resource.id, resource.location or "")


def write(access: DiskAccess, place: Place) -> tuple[Resource, ...]:
    """The disk access."""
    return (place.put(TYPE, API_VERSION, access.id, {"properties": {}}, location=access.location),)

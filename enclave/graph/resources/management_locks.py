"""Locks against deletion or change."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, text
from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.Authorization/locks"
API_VERSION = "2020-05-01"


class Lock(Struct, frozen=True):
    """A lock on a resource or a group, and all in it."""

    id: str
    target: str
    """Id of what is locked."""
    level: str
    """`CanNotDelete` or `ReadOnly`."""
    notes: str


def read(resource: Resource) -> Lock:
    """A lock. Raises `Undecided`."""
    return Lock(resource.id, resource.scope, text(resource.body, "properties.level"), text(resource.body, "properties.notes"))


def write(lock: Lock, place: Place) -> tuple[Resource, ...]:
    """The lock."""
    properties = {"level": lock.level, "notes": lock.notes}
    return (place.on(lock.target, TYPE, API_VERSION, last_segment(lock.id), {"properties": properties}),)

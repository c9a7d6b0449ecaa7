"""Proximity placement groups: machines that stand close to each other, in one data centre."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import texts
from enclave.graph.model import Resource
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Compute/proximityPlacementGroups"
API_VERSION = "2026-04-01"


class ProximityPlacementGroup(Struct, frozen=True):
    """A proximity placement group."""

    id: str
    zones: tuple[str, ...]
    """At most one: it cannot be close to itself across zones."""
    sizes: tuple[str, ...]
    """Sizes that the chosen data centre must have; Azure takes a zone only together with them."""


def read(resource: Resource) -> ProximityPlacementGroup:
    """A proximity placement group. Raises `Undecided`."""
    return ProximityPlacementGroup(resource.id, texts(resource.body, "zones"), texts(resource.body, "properties.intent.vmSizes"))


def write(group: ProximityPlacementGroup, place: Place) -> tuple[Resource, ...]:
    """The group."""
    properties = stated(
        proximityPlacementGroupType="Standard", intent={"vmSizes": list(group.sizes)} if group.sizes else None
    )
    body = stated(zones=list(group.zones) if group.sizes and group.zones else None, properties=properties)
    return (place.put(TYPE, API_VERSION, group.id, body),)

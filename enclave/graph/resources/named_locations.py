"""Named locations of Microsoft Entra: address ranges that conditional access knows by name. Sent to Microsoft Graph.

Properties: learn.microsoft.com/graph/api/resources/ipnamedlocation (v1.0).
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Graph/namedLocations"
API_VERSION = "v1.0"


class NamedLocation(Struct, frozen=True):
    """Address ranges of the owner."""

    id: str
    name: str
    ranges: tuple[str, ...]
    """IPv4 ranges that the internet sees."""
    trusted: bool


def read(resource: Resource) -> NamedLocation:
    """A named location; one of countries has no ranges. Raises `Undecided`."""
    return NamedLocation(
        id=resource.id,
        name=text(resource.body, "displayName"),
        ranges=tuple(text(part, "cidrAddress") for part in items(resource.body, "ipRanges")),
        trusted=flag(resource.body, "isTrusted"),
    )


def write(location: NamedLocation, place: Place) -> tuple[Resource, ...]:
    """The location."""
    ranges: list[Value] = [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": part} for part in location.ranges]
    body: dict[str, Value] = {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "displayName": location.name,
        "isTrusted": location.trusted,
        "ipRanges": ranges,
    }
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(location.id), body),)

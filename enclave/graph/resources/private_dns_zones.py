"""Private DNS zones with their links and address records (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, last_segment, link, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Network/privateDnsZones"
LINK_TYPE = f"{TYPE}/virtualNetworkLinks"
RECORD_TYPE = f"{TYPE}/A"
OTHER_TYPES = (f"{TYPE}/CNAME".lower(), f"{TYPE}/AAAA".lower())
API_VERSION = "2024-06-01"
TTL_SECONDS = 300


class ZoneLink(Struct, frozen=True):
    """A virtual network that the zone answers to."""

    vnet: str
    resolution_policy: str = "Default"
    """`NxDomainRedirect` asks public DNS for a name that the zone does not have."""
    registration: bool = False


class Record(Struct, frozen=True):
    """One address of one name."""

    name: str
    ip: str


class PrivateDnsZone(Struct, frozen=True):
    """A private DNS zone."""

    id: str
    zone: str
    links: tuple[ZoneLink, ...]
    records: tuple[Record, ...]
    """Only those that are written; a private endpoint's zone group adds its own."""
    others: tuple[str, ...] = ()
    """Names that have an alias or an IPv6 address written."""


def read(resource: Resource, graph: Graph | None = None) -> PrivateDnsZone:
    """A zone; with a graph its links and records are merged in. Raises `Undecided`."""
    links: list[ZoneLink] = []
    records: list[Record] = []
    others: list[str] = []
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() == LINK_TYPE.lower():
            links.append(_link(child))
        elif child.type.lower() == RECORD_TYPE.lower():
            addresses = items(child.body, "properties.aRecords")
            records += [Record(last_segment(child.name), text(part, "ipv4Address")) for part in addresses]
        elif child.type.lower() in OTHER_TYPES:
            others.append(last_segment(child.name))
    return PrivateDnsZone(resource.id, resource.name, tuple(links), tuple(dict.fromkeys(records)), tuple(others))


def write(zone: PrivateDnsZone, place: Place) -> tuple[Resource, ...]:
    """The zone, its links and its records; those of a private endpoint are left to its zone group."""
    body = place.put(TYPE, API_VERSION, zone.id, {}, location="global")
    return (body, *(_write_link(body, part, place) for part in zone.links), *(_write_record(body, part, place) for part in zone.records))


def _write_record(zone: Resource, record: Record, place: Place) -> Resource:
    properties: Value = {"ttl": TTL_SECONDS, "aRecords": [{"ipv4Address": record.ip}]}
    return place.below(zone, "A", API_VERSION, record.name, {"properties": properties})


def _write_link(zone: Resource, part: ZoneLink, place: Place) -> Resource:
    properties: Value = {
        "virtualNetwork": {"id": pointer(part.vnet)},
        "registrationEnabled": part.registration,
        "resolutionPolicy": part.resolution_policy,
    }
    name = last_segment(link_id(zone.id, part.vnet))
    return place.below(
        zone, "virtualNetworkLinks", API_VERSION, name, {"properties": properties}, location="global", tagged=True
    )


def link_id(zone: str, vnet: str) -> str:
    """Id of the link of a zone to a network, by the ids of both."""
    return f"{zone}/virtualNetworkLinks/link-{last_segment(vnet)}"


def _link(resource: Resource) -> ZoneLink:
    vnet = link(resource.body, "properties.virtualNetwork")
    if vnet is None:
        raise Undecided("virtualNetwork", resource.id)
    return ZoneLink(
        vnet=vnet,
        resolution_policy=text(resource.body, "properties.resolutionPolicy", "Default"),
        registration=flag(resource.body, "properties.registrationEnabled"),
    )

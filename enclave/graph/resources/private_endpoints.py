"""Private endpoints with their DNS zone groups (child resources)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.graph.azure_facts import group_ids
from enclave.graph.body import Undecided, items, last_segment, link, lookup, pointer, text, texts
from enclave.graph.model import Body, Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/privateEndpoints"
ZONE_GROUP_TYPE = f"{TYPE}/privateDnsZoneGroups"
API_VERSION = "2025-09-01"
ALIAS = ".azure.privatelinkservice"
"""How the alias of a private link service ends (learn.microsoft.com/azure/private-link/private-link-service-overview)."""


class Address(Struct, frozen=True):
    """A static address of one member of the service."""

    group: str
    member: str
    ip: str


class PrivateEndpoint(Struct, frozen=True):
    """The private way into one service."""

    id: str
    subnet: str
    target: str
    """Id of a service, or the alias of a private link service."""
    group_ids: tuple[str, ...]
    ip: str | None
    """First static address; None: Azure gives one out."""
    manual: bool
    """Waits for somebody's approval before it carries traffic."""
    zone_groups: tuple[str, ...]
    """Ids of the private DNS zones that get its records."""
    addresses: tuple[Address, ...] = ()
    interface: str = ""
    """Name of its network interface; empty: Azure makes one up."""
    zones_doubt: str = ""
    """What is not known of its zones: there may be others. Empty: nothing."""


def read(resource: Resource, graph: Graph | None = None) -> PrivateEndpoint:
    """A private endpoint; with a graph its zone groups are merged in. Raises `Undecided`."""
    body = resource.body
    automatic = items(body, "properties.privateLinkServiceConnections")
    connections = _connections(body)
    if len(connections) != 1:
        raise Undecided(f"{len(connections)} private link connections", resource.id)
    target = _target(connections[0])
    subnet = link(body, "properties.subnet")
    if target is None or subnet is None:
        raise Undecided("privateLinkServiceId" if target is None else "subnet", resource.id)
    addresses = tuple(
        Address(text(part, "properties.groupId"), text(part, "properties.memberName"), ip)
        for part in items(body, "properties.ipConfigurations")
        if (ip := text(part, "properties.privateIPAddress"))
    )
    zones, doubt = _zones(resource, graph)
    return PrivateEndpoint(
        id=resource.id,
        subnet=subnet,
        target=target,
        group_ids=texts(connections[0], "properties.groupIds"),
        ip=addresses[0].ip if addresses else None,
        manual=not automatic,
        zone_groups=zones,
        addresses=addresses,
        interface=text(body, "properties.customNetworkInterfaceName"),
        zones_doubt=doubt,
    )


def write(endpoint: PrivateEndpoint, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The endpoint, and one zone group with all its zones: Azure keeps the records of one group together."""
    connection: Value = {
        "name": last_segment(endpoint.id),
        "properties": {"privateLinkServiceId": pointer(endpoint.target), "groupIds": list(endpoint.group_ids)},
    }
    addresses: list[Value] = [
        {
            "name": f"{address.group}-{address.member}",
            "properties": {"groupId": address.group, "memberName": address.member, "privateIPAddress": address.ip},
        }
        for address in endpoint.addresses
    ]
    properties = stated(
        subnet={"id": pointer(endpoint.subnet)},
        customNetworkInterfaceName=endpoint.interface or None,
        privateLinkServiceConnections=None if endpoint.manual else [connection],
        manualPrivateLinkServiceConnections=[connection] if endpoint.manual else None,
        ipConfigurations=addresses or None,
    )
    body = place.put(TYPE, API_VERSION, endpoint.id, {"properties": properties}, depends_on=depends_on)
    if not endpoint.zone_groups:
        return (body,)
    zones: list[Value] = [
        {"name": last_segment(zone).replace(".", "-"), "properties": {"privateDnsZoneId": pointer(zone)}}
        for zone in endpoint.zone_groups
    ]
    group = place.below(body, "privateDnsZoneGroups", API_VERSION, "default", {"properties": {"privateDnsZoneConfigs": zones}})
    return (body, group)


def targets(resource: Resource) -> Iterator[str]:
    """What an endpoint leads to, also where nothing else is known of it. Raises `Undecided`."""
    for connection in _connections(resource.body):
        yield _target(connection) or "nothing that is written"


def may_lead_to(resource: Resource, kind: str) -> bool:
    """Whether an endpoint whose target is not known may lead to a service of a type: it asks for a part that such services have."""
    offered = group_ids(kind)
    try:
        asked = [group.lower() for part in _connections(resource.body) for group in texts(part, "properties.groupIds")]
    except Undecided:
        return True
    return not offered or not asked or any(each.removesuffix("_secondary") in offered for each in asked)


def _connections(body: Body) -> tuple[Body, ...]:
    ways = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    return tuple(part for way in ways for part in items(body, f"properties.{way}"))


def _target(connection: Body) -> str | None:
    """An id, or the alias of a private link service, which may be anybody's. Raises `Undecided`."""
    written = lookup(connection, "properties.privateLinkServiceId")
    if isinstance(written, str) and written.lower().endswith(ALIAS):
        return written
    return link(connection, "properties.privateLinkServiceId")


def _zones(resource: Resource, graph: Graph | None) -> tuple[tuple[str, ...], str]:
    """The zones of an endpoint, and what of them is not known: who asks for a name must know, who asks for a way in need not."""
    zones: list[str] = []
    doubt = ""
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() != ZONE_GROUP_TYPE.lower():
            continue
        try:
            for part in items(child.body, "properties.privateDnsZoneConfigs"):
                zone = link(part, "properties.privateDnsZoneId")
                if zone is None:
                    raise Undecided("privateDnsZoneId", child.id)
                zones.append(zone)
        except Undecided as problem:
            doubt = doubt or problem.message
    return tuple(zones), doubt

"""Groups of dedicated hosts, and their hosts (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment, number, text, texts
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Compute/hostGroups"
HOST_TYPE = f"{TYPE}/hosts"
API_VERSION = "2026-04-01"


class Host(Struct, frozen=True):
    """A physical server that no other customer shares."""

    name: str
    sku: str
    """`DSv5-Type1`: machines of that family run on it."""
    fault_domain: int
    auto_replace: bool
    """Azure gives another one when it breaks."""


class HostGroup(Struct, frozen=True):
    """A host group."""

    id: str
    zones: tuple[str, ...]
    fault_domains: int
    automatic_placement: bool
    """Azure chooses a host for a machine that names the group only."""
    hosts: tuple[Host, ...]


def read(resource: Resource, graph: Graph | None = None) -> HostGroup:
    """A host group; with a graph its hosts are merged in. Raises `Undecided`."""
    children = graph.children(resource.id) if graph else ()
    return HostGroup(
        id=resource.id,
        zones=texts(resource.body, "zones"),
        fault_domains=number(resource.body, "properties.platformFaultDomainCount", 1),
        automatic_placement=flag(resource.body, "properties.supportAutomaticPlacement"),
        hosts=tuple(_host(child) for child in children if child.type.lower() == HOST_TYPE.lower()),
    )


def write(group: HostGroup, place: Place) -> tuple[Resource, ...]:
    """The group and its hosts."""
    properties: Value = {"platformFaultDomainCount": group.fault_domains, "supportAutomaticPlacement": group.automatic_placement}
    parent = place.put(TYPE, API_VERSION, group.id, stated(zones=list(group.zones) or None, properties=properties))
    return (parent, *(_write_host(host, parent, place) for host in group.hosts))


def _write_host(host: Host, group: Resource, place: Place) -> Resource:
    properties: Value = {"platformFaultDomain": host.fault_domain, "autoReplaceOnFailure": host.auto_replace}
    body: dict[str, Value] = {"sku": {"name": host.sku}, "properties": properties}
    return place.below(group, "hosts", API_VERSION, host.name, body, location=place.location, tagged=True)


def _host(resource: Resource) -> Host:
    return Host(
        name=last_segment(resource.name),
        sku=text(resource.body, "sku.name"),
        fault_domain=number(resource.body, "properties.platformFaultDomain"),
        auto_replace=flag(resource.body, "properties.autoReplaceOnFailure", True),
    )

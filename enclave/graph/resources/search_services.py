"""AI Search services, with the private links to data that they pull from (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, link, number, pointer, text, texts
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Identity, Place, identity, public_access, stated, write_identity

TYPE = "Microsoft.Search/searchServices"
LINK_TYPE = f"{TYPE}/sharedPrivateLinkResources"
BLOCKED = "blockall"
"""What blocks every way out, lower case."""
API_VERSION = "2025-05-01"


class SharedLink(Struct, frozen=True):
    """A private endpoint out of Microsoft's network to a service, which waits for that service's owner to approve it."""

    name: str
    target: str
    """Id of the service."""
    group: str
    """What of the service it is for, `blob`."""
    message: str


class SearchService(Struct, frozen=True):
    """A search service. What is absent is as Azure's default has it."""

    id: str
    location: str
    sku: str
    replicas: int
    partitions: int
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    ip_rules: tuple[str, ...]
    bypass: str
    local_auth_disabled: bool
    """Keys of the service are off: roles decide."""
    key_enforced: bool
    """Indexes must be encrypted with a customer's key."""
    semantic: str
    """Semantic ranker: `disabled`, `free` or `standard`."""
    identity: Identity
    exports: bool = True
    """It may send data to other services, as Azure's default has it."""
    links: tuple[SharedLink, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> SearchService:
    """A search service; with a graph its shared private links are merged in. Raises `Undecided`."""
    body = resource.body
    return SearchService(
        id=resource.id,
        location=resource.location or "",
        sku=text(body, "sku.name").lower(),
        replicas=number(body, "properties.replicaCount", 1),
        partitions=number(body, "properties.partitionCount", 1),
        public_network_access=public_access(resource),
        ip_rules=tuple(text(rule, "value") for rule in items(body, "properties.networkRuleSet.ipRules")),
        bypass=text(body, "properties.networkRuleSet.bypass", "None"),
        local_auth_disabled=flag(body, "properties.disableLocalAuth"),
        key_enforced=text(body, "properties.encryptionWithCmk.enforcement", "Unspecified").lower() == "enabled",
        semantic=text(body, "properties.semanticSearch", "disabled").lower(),
        identity=identity(resource),
        exports=BLOCKED not in (word.lower() for word in texts(body, "properties.dataExfiltrationProtections")),
        links=tuple(_link(child) for child in (graph.children(resource.id) if graph else ()) if child.type.lower() == LINK_TYPE.lower()),
    )


def write(service: SearchService, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The service and its links, one after another: it takes one change at a time."""
    rules: list[Value] = [{"value": rule} for rule in service.ip_rules]
    properties = stated(
        replicaCount=service.replicas,
        partitionCount=service.partitions,
        hostingMode="Default",
        publicNetworkAccess=service.public_network_access,
        networkRuleSet={"ipRules": rules, "bypass": service.bypass},
        disableLocalAuth=service.local_auth_disabled,
        encryptionWithCmk={"enforcement": "Enabled" if service.key_enforced else "Unspecified"},
        semanticSearch=service.semantic,
        dataExfiltrationProtections=None if service.exports else ["BlockAll"],
    )
    body = stated(sku={"name": service.sku}, identity=write_identity(service.identity), properties=properties)
    parent = place.put(TYPE, API_VERSION, service.id, body, depends_on=depends_on)
    written = [parent]
    for each in service.links:
        wanted: dict[str, Value] = {
            "privateLinkResourceId": pointer(each.target), "groupId": each.group, "requestMessage": each.message,
        }
        before = (written[-1].id,) if len(written) > 1 else ()
        written.append(
            place.below(parent, "sharedPrivateLinkResources", API_VERSION, each.name, {"properties": wanted}, depends_on=before)
        )
    return tuple(written)


def _link(child: Resource) -> SharedLink:
    return SharedLink(
        name=last_segment(child.name),
        target=link(child.body, "properties.privateLinkResourceId") or "",
        group=text(child.body, "properties.groupId"),
        message=text(child.body, "properties.requestMessage"),
    )

"""What several ARM types share: where a resource is put, managed identities, the network rules of platform services."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import (
    MISSING,
    Undecided,
    canonical_id,
    items,
    last_segment,
    lookup,
    member,
    pointer,
    reference,
    text,
    texts,
    undecided,
)
from enclave.graph.model import Body, Ref, Resource, Unresolved, Value


class Place(Struct, frozen=True):
    """Where a new resource goes, and what every resource there has in common."""

    scope: str
    """Id of the resource group."""
    location: str
    module: str
    stamp: str
    tags: Mapping[str, str] = field(default_factory=dict)

    def put(
        self,
        resource_type: str,
        api_version: str,
        resource_id: str,
        body: Mapping[str, Value],
        *,
        location: str | None = None,
        depends_on: tuple[str, ...] = (),
    ) -> Resource:
        """A top-level resource with location and tags. Its name is the last part of the id."""
        return Resource(
            type=resource_type,
            api_version=api_version,
            name=last_segment(resource_id),
            scope=self.scope,
            location=location or self.location,
            body={**body, "tags": {**self.tags, **_mapping(body.get("tags"))}},
            module=self.module,
            stamp=self.stamp,
            depends_on=depends_on,
        )

    def below(
        self,
        parent: Resource,
        kind: str,
        api_version: str,
        name: str,
        body: Mapping[str, Value],
        *,
        location: str | None = None,
        tagged: bool = False,
        depends_on: tuple[str, ...] = (),
    ) -> Resource:
        """A child resource: `kind` is the last part of its type."""
        return Resource(
            type=f"{parent.type}/{kind}",
            api_version=api_version,
            name=f"{parent.name}/{name}",
            scope=self.scope,
            location=location,
            body={**body, "tags": dict(self.tags)} if tagged else body,
            module=self.module,
            stamp=self.stamp,
            depends_on=depends_on,
        )

    def on(self, target_id: str, resource_type: str, api_version: str, name: str, body: Mapping[str, Value]) -> Resource:
        """An extension resource of a target."""
        return Resource(resource_type, api_version, name, target_id, body, None, self.module, self.stamp)


class Identity(Struct, frozen=True):
    """The managed identity of a resource."""

    kind: str = "None"
    """`None`, `SystemAssigned`, `UserAssigned` or `SystemAssigned, UserAssigned`."""
    user_assigned: tuple[str, ...] = ()
    """Ids of the user-assigned identities."""


NO_IDENTITY = Identity()


class NetworkRules(Struct, frozen=True):
    """Who may come through the public endpoint of a platform service."""

    default_action: str
    """`Allow` or `Deny`."""
    bypass: str
    ip_rules: tuple[str, ...]
    subnet_rules: tuple[str, ...]
    """Ids of subnets that are let in by a service endpoint."""


def stated(**properties: Value) -> dict[str, Value]:
    """The properties that have a value: ARM takes an absent one for its default, and a null not always."""
    return {name: value for name, value in properties.items() if value is not None}


def asked(body: Value, path: str) -> str:
    """Id of the resource that gives a property its value, or the text that stands there; `""` when it is absent."""
    value = lookup(body, path)
    return value.resource + value.suffix if isinstance(value, Ref) else text(body, path)


def answer(source: str, path: str) -> Value:
    """What a resource answers at a path, by its id; a text that is no id as it is; None for none."""
    return Ref(source, path) if source.startswith("/") else source or None


def identity(resource: Resource) -> Identity:
    """The `identity` of a resource."""
    kind = text(resource.body, "identity.type", "None")
    value = lookup(resource.body, "identity.userAssignedIdentities")
    if isinstance(value, Unresolved):
        raise undecided(value, where=resource.id)
    assigned = tuple(canonical_id(key) for key in value) if isinstance(value, Mapping) else ()
    return Identity(kind, assigned)


def write_identity(who: Identity) -> Value:
    """The `identity` of a resource, None when it has none."""
    if who.kind == "None":
        return None
    assigned: dict[str, Value] = {resource_id: {} for resource_id in who.user_assigned}
    return stated(type=who.kind, userAssignedIdentities=assigned or None)


def write_network_rules(default_action: str, bypass: str, ip_rules: tuple[str, ...], subnet_rules: tuple[str, ...]) -> Value:
    """The `networkAcls` of a platform service."""
    return {
        "defaultAction": default_action,
        "bypass": bypass,
        "ipRules": [{"value": rule} for rule in ip_rules],
        "virtualNetworkRules": [{"id": pointer(subnet)} for subnet in subnet_rules],
    }


def network_rules(resource: Resource, path: str = "properties.networkAcls") -> NetworkRules:
    """The network rules of a platform service. What is absent is open, as in Azure."""
    return NetworkRules(
        default_action=_default_action(resource, f"{path}.defaultAction"),
        bypass=text(resource.body, f"{path}.bypass", "AzureServices"),
        ip_rules=tuple(text(rule, "value") for rule in items(resource.body, f"{path}.ipRules")),
        subnet_rules=tuple(_subnet(rule, resource) for rule in items(resource.body, f"{path}.virtualNetworkRules")),
    )


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def _default_action(resource: Resource, path: str) -> str:
    written = text(resource.body, path, "Allow")
    if written.capitalize() not in ("Allow", "Deny"):
        raise Undecided(f"defaultAction: {written}", resource.id)
    return written.capitalize()


def _subnet(rule: Body, resource: Resource) -> str:
    target = member(rule, "id")
    subnet = None if target is MISSING else reference(target)
    if subnet is None:
        raise Undecided("networkAcls.virtualNetworkRules", resource.id)
    return subnet


def public_access(resource: Resource, path: str = "properties.publicNetworkAccess") -> str:
    """`Enabled`, `Disabled` or `SecuredByPerimeter`; `Enabled` when it is absent, as in Azure. Raises `Undecided`."""
    written = text(resource.body, path, "Enabled")
    for word in ("Enabled", "Disabled", "SecuredByPerimeter"):
        if word.lower() == written.lower():
            return word
    raise Undecided(f"publicNetworkAccess: {written}", resource.id)


def zones(body: Body) -> tuple[str, ...]:
    """The availability zones that a resource stands in; none where that is not known (`pickZones`): no way for packets depends on it."""
    try:
        return texts(body, "zones")
    except Undecided:
        return ()

"""Parts that the bodies of several ARM types share: managed identities and the network rules of platform services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enclave.graph.body import MISSING, Undecided, canonical_id, items, lookup, member, reference, text
from enclave.graph.model import Body, Resource, Unresolved


@dataclass(frozen=True)
class Identity:
    """The managed identity of a resource."""

    kind: str = "None"
    """`None`, `SystemAssigned`, `UserAssigned` or `SystemAssigned, UserAssigned`."""
    user_assigned: tuple[str, ...] = ()
    """Ids of the user-assigned identities."""


@dataclass(frozen=True)
class NetworkRules:
    """Who may come through the public endpoint of a platform service."""

    default_action: str
    """`Allow` or `Deny`."""
    bypass: str
    ip_rules: tuple[str, ...]
    subnet_rules: tuple[str, ...]
    """Ids of subnets that are let in by a service endpoint."""


def identity(resource: Resource) -> Identity:
    """The `identity` of a resource."""
    kind = text(resource.body, "identity.type", "None")
    value = lookup(resource.body, "identity.userAssignedIdentities")
    if isinstance(value, Unresolved):
        raise Undecided(value.expression, resource.id)
    assigned = tuple(canonical_id(key) for key in value) if isinstance(value, Mapping) else ()
    return Identity(kind, assigned)


def network_rules(resource: Resource, path: str = "properties.networkAcls") -> NetworkRules:
    """The network rules of a platform service. What is absent is open, as in Azure."""
    return NetworkRules(
        default_action=_default_action(resource, f"{path}.defaultAction"),
        bypass=text(resource.body, f"{path}.bypass", "AzureServices"),
        ip_rules=tuple(text(rule, "value") for rule in items(resource.body, f"{path}.ipRules")),
        subnet_rules=tuple(_subnet(rule, resource) for rule in items(resource.body, f"{path}.virtualNetworkRules")),
    )


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

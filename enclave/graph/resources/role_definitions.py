"""Custom roles: what their holders may do, and where they can be assigned."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import items, last_segment, lookup, text, texts
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Authorization/roleDefinitions"
API_VERSION = "2022-04-01"


class RoleDefinition(Struct, frozen=True):
    """A role of the owner's own. Its GUID is the last part of its id."""

    id: str
    name: str
    """Name that people see; no other role of the tenant may have it."""
    description: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()
    """Taken away from `actions`; another role can still give them."""
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("",)
    """Ids where it can be assigned; `""` is the subscription that is deployed to."""


def read(resource: Resource) -> RoleDefinition:
    """A custom role; several permission sets are read as their union. Raises `Undecided`."""
    sets = items(resource.body, "properties.permissions")

    def union(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(action for part in sets for action in texts(part, key)))

    return RoleDefinition(
        id=resource.id,
        name=text(resource.body, "properties.roleName"),
        description=text(resource.body, "properties.description"),
        actions=union("actions"),
        not_actions=union("notActions"),
        data_actions=union("dataActions"),
        not_data_actions=union("notDataActions"),
        scopes=_scopes(resource),
    )


def write(role: RoleDefinition, place: Place) -> tuple[Resource, ...]:
    """The role, at the scope of its place."""
    permissions: Value = [{
        "actions": list(role.actions),
        "notActions": list(role.not_actions),
        "dataActions": list(role.data_actions),
        "notDataActions": list(role.not_data_actions),
    }]
    properties: Value = {
        "roleName": role.name,
        "description": role.description,
        "type": "CustomRole",
        "permissions": permissions,
        "assignableScopes": [Ref(scope) for scope in role.scopes],
    }
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(role.id), {"properties": properties}),)


def _scopes(resource: Resource) -> tuple[str, ...]:
    found = lookup(resource.body, "properties.assignableScopes")
    elements = found if isinstance(found, list | tuple) else ()
    return tuple(part.resource if isinstance(part, Ref) else text({"scope": part}, "scope") for part in elements)

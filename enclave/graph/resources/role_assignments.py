"""Role assignments on any scope."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from enclave.graph.body import MISSING, Undecided, last_segment, lookup, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, stated
from enclave.graph.resources import user_assigned_identities

TYPE = "Microsoft.Authorization/roleAssignments"
API_VERSION = "2022-04-01"


class RoleAssignment(Struct, frozen=True):
    """Who may do what, where."""

    id: str
    scope: str
    """Id of the resource, group or (empty) subscription that it holds for, and all below it."""
    principal: str
    """Object id in Microsoft Entra, or the id of the resource whose managed identity it is."""
    principal_type: str
    """`User`, `Group`, `ServicePrincipal`; empty when it is not written."""
    role: str
    """GUID of the role definition, lower case."""
    conditional: bool = False
    """It has a condition, perhaps one that nobody can evaluate."""


def read(resource: Resource) -> RoleAssignment:
    """A role assignment. Raises `Undecided`."""
    body = resource.body
    principal = lookup(body, "properties.principalId")
    role = text(body, "properties.roleDefinitionId")
    if not role:
        raise Undecided("roleDefinitionId", resource.id)
    return RoleAssignment(
        id=resource.id,
        scope=resource.scope,
        principal=principal.resource if isinstance(principal, Ref) else text(body, "properties.principalId"),
        principal_type=text(body, "properties.principalType"),
        role=last_segment(role).lower(),
        conditional=lookup(body, "properties.condition") not in (MISSING, None, ""),
    )


def assignment_name(scope: str, principal: str, role: str) -> str:
    """The name that an assignment always gets: a GUID of its scope, principal and role, as Azure wants it to be unique."""
    return str(uuid5(NAMESPACE_URL, "|".join((scope, principal, role)).lower()))


def write(assignment: RoleAssignment, place: Place) -> tuple[Resource, ...]:
    """The assignment. A role is written by its GUID: Microsoft renames roles."""
    principal: Value = assignment.principal
    if assignment.principal.startswith("/"):
        own = f"/{user_assigned_identities.TYPE}/".lower() in assignment.principal.lower()
        principal = Ref(assignment.principal, "properties.principalId" if own else "identity.principalId")
    properties = stated(
        roleDefinitionId=Ref(f"/providers/Microsoft.Authorization/roleDefinitions/{assignment.role}"),
        principalId=principal,
        principalType=assignment.principal_type or None,
    )
    name = last_segment(assignment.id)
    return (place.on(assignment.scope, TYPE, API_VERSION, name, {"properties": properties}),)

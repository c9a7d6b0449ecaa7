"""Who may read and write the data of a Cosmos DB account: assignments of its own, beside those of Azure (child resources)."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from enclave.graph.body import last_segment, lookup
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, asked
from enclave.graph.resources import user_assigned_identities

TYPE = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments"
API_VERSION = "2026-03-15"
DATA_CONTRIBUTOR = "00000000-0000-0000-0000-000000000002"
"""Built-in role of every account that reads and writes (learn.microsoft.com/azure/cosmos-db/reference-data-plane-security)."""


class CosmosRoleAssignment(Struct, frozen=True):
    """Who may do what with the data of an account, or of one database of it."""

    id: str
    account: str
    principal: str
    """Object id in Microsoft Entra, or the id of the resource whose managed identity it is."""
    role: str
    """GUID of the account's role definition."""
    scope: str = ""
    """What of the account it holds for: `""` all, `/dbs/sessions`, `/dbs/sessions/colls/chats`."""


def assignment_name(account: str, principal: str, role: str, scope: str = "") -> str:
    """The name that an assignment always gets: a GUID, as Azure wants it."""
    return str(uuid5(NAMESPACE_URL, "|".join((account, principal, role, scope)).lower()))


def read(resource: Resource) -> CosmosRoleAssignment:
    """An assignment. Raises `Undecided`."""
    account = resource.parent or ""
    principal = lookup(resource.body, "properties.principalId")
    scope = asked(resource.body, "properties.scope")
    return CosmosRoleAssignment(
        id=resource.id,
        account=account,
        principal=principal.resource if isinstance(principal, Ref) else asked(resource.body, "properties.principalId"),
        role=last_segment(asked(resource.body, "properties.roleDefinitionId")).lower(),
        scope=scope[len(account):] if scope.lower().startswith(account.lower()) else scope,
    )


def write(
    assignment: CosmosRoleAssignment, account: Resource, place: Place, depends_on: tuple[str, ...] = ()
) -> tuple[Resource, ...]:
    """The assignment below its account."""
    principal: Value = assignment.principal
    if assignment.principal.startswith("/"):
        own = f"/{user_assigned_identities.TYPE}/".lower() in assignment.principal.lower()
        principal = Ref(assignment.principal, "properties.principalId" if own else "identity.principalId")
    properties: Value = {
        "roleDefinitionId": Ref(assignment.account, suffix=f"/sqlRoleDefinitions/{assignment.role}"),
        "scope": Ref(assignment.account, suffix=assignment.scope),
        "principalId": principal,
    }
    body = place.below(
        account, "sqlRoleAssignments", API_VERSION, last_segment(assignment.id), {"properties": properties}, depends_on=depends_on
    )
    return (body,)

"""Role assignments of Cosmos DB's own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from msgspec.structs import replace

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import cosmos_accounts, cosmos_role_assignments
from enclave.graph.resources.cosmos_role_assignments import DATA_CONTRIBUTOR, TYPE, CosmosRoleAssignment, assignment_name

GROUP = "/resourceGroups/rg-test/providers"
ACCOUNT = f"{GROUP}/{cosmos_accounts.TYPE}/cosno-a"
PERSON = "22222222-2222-2222-2222-222222222222"
GIVEN = CosmosRoleAssignment(
    f"{ACCOUNT}/sqlRoleAssignments/{assignment_name(ACCOUNT, PERSON, DATA_CONTRIBUTOR)}", ACCOUNT, PERSON, DATA_CONTRIBUTOR
)


@pytest.mark.parametrize("assignment", [
    GIVEN,
    replace(GIVEN, scope="/dbs/sessions"),
    replace(GIVEN, principal=f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a"),
    replace(GIVEN, principal=f"{GROUP}/Microsoft.Search/searchServices/srch-a"),
])
def test_what_is_written_is_read_back(
    assignment: CosmosRoleAssignment, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    written = cosmos_role_assignments.write(assignment, make(cosmos_accounts.TYPE, "cosno-a", {}), place, depends_on=("/before",))
    assert (written[0].type, written[0].depends_on) == (TYPE, ("/before",))
    assert cosmos_role_assignments.read(written[0]) == assignment
    assert problems(written) == []


def test_a_principal_is_asked_for_where_it_stands(make: Callable[..., Resource], place: Place) -> None:
    def path(principal: str) -> str:
        (written,) = cosmos_role_assignments.write(replace(GIVEN, principal=principal), make(cosmos_accounts.TYPE, "cosno-a", {}), place)
        return next(ref.path for ref in written.refs() if ref == Ref(principal, ref.path))

    assert path(f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a") == "properties.principalId"
    assert path(f"{GROUP}/Microsoft.Search/searchServices/srch-a") == "identity.principalId"


def test_each_assignment_has_one_name() -> None:
    names = {assignment_name(ACCOUNT, PERSON, DATA_CONTRIBUTOR, scope) for scope in ("", "/dbs/a", "/dbs/b")}
    assert len(names) == 3
    assert {str(UUID(name)) for name in names} == names
    assert assignment_name(ACCOUNT.upper(), PERSON, DATA_CONTRIBUTOR) in names


def test_full_ids_as_exports_have_them(make: Callable[..., Resource]) -> None:
    found = cosmos_role_assignments.read(make(TYPE, "cosno-a/x", {"properties": {
        "scope": f"{ACCOUNT}/dbs/a", "roleDefinitionId": f"{ACCOUNT}/sqlRoleDefinitions/{DATA_CONTRIBUTOR}", "principalId": PERSON,
    }}))
    assert (found.scope, found.role, found.principal) == ("/dbs/a", DATA_CONTRIBUTOR, PERSON)

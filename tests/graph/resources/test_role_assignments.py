"""Role assignments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import role_assignments
from enclave.graph.resources.role_assignments import TYPE, RoleAssignment, assignment_name

SCOPE = "/resourceGroups/rg-test/providers/Microsoft.CognitiveServices/accounts/oai"
ROLE = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
GROUP = "22222222-2222-2222-2222-222222222222"
IDENTITY = "/resourceGroups/rg-test/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
NAME = assignment_name(SCOPE, GROUP, ROLE)


@pytest.mark.parametrize(("principal", "kind"), [(GROUP, "Group"), (IDENTITY, "ServicePrincipal")])
def test_what_is_written_is_read_back(principal: str, kind: str, round_trip: Callable[..., Any]) -> None:
    assignment = RoleAssignment(f"{SCOPE}/providers/{TYPE}/{NAME}", SCOPE, principal, kind, ROLE)
    assert round_trip(role_assignments, assignment) == assignment


def test_a_managed_identity_is_referred_to(place: Place, problems: Callable[..., list[str]]) -> None:
    assignment = RoleAssignment(f"{SCOPE}/providers/{TYPE}/{NAME}", SCOPE, IDENTITY, "ServicePrincipal", ROLE)
    (written,) = role_assignments.write(assignment, place)
    assert Ref(IDENTITY, "properties.principalId") in tuple(written.refs())
    assert problems([written]) == []


def test_a_resources_own_identity_stands_at_its_top(place: Place) -> None:
    grafana = "/resourceGroups/rg-test/providers/Microsoft.Dashboard/grafana/amg"
    (written,) = role_assignments.write(RoleAssignment(f"{SCOPE}/x", SCOPE, grafana, "ServicePrincipal", ROLE), place)
    assert Ref(grafana, "identity.principalId") in tuple(written.refs())


triples = st.tuples(st.sampled_from([SCOPE, SCOPE + "2"]), st.sampled_from([GROUP, IDENTITY]), st.sampled_from([ROLE, GROUP]))


@given(st.lists(triples, unique=True))
def test_names_are_guids_and_differ_when_anything_does(assignments: list[tuple[str, str, str]]) -> None:
    names = [assignment_name(*assignment) for assignment in assignments]
    assert len(set(names)) == len(names)
    assert all(str(UUID(name)) == name for name in names)
    assert names == [assignment_name(scope.upper(), principal, role) for scope, principal, role in assignments]


def test_roles_are_read_in_any_form(make: Callable[..., Resource]) -> None:
    for form in (f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{ROLE.upper()}",
                 Ref(f"/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"), ROLE):
        properties = {"roleDefinitionId": form, "principalId": GROUP, "condition": "c"}
        found = role_assignments.read(make(TYPE, NAME, {"properties": properties}, scope=SCOPE))
        assert (found.role, found.principal, found.principal_type, found.conditional) == (ROLE, GROUP, "", True)


@pytest.mark.parametrize("properties", [{"principalId": GROUP}, {"roleDefinitionId": ROLE, "principalId": Unresolved("[x]")}])
def test_what_is_not_known_raises(make: Callable[..., Resource], properties: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        role_assignments.read(make(TYPE, NAME, {"properties": properties}, scope=SCOPE))

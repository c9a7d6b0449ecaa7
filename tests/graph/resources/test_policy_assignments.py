"""Assignments of policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import policy_assignments
from enclave.graph.resources.policy_assignments import TYPE, PolicyAssignment

SET = "/providers/Microsoft.Authorization/policySetDefinitions/enclave"
WORKER = "/resourceGroups/rg-test/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-policy"
ASSIGNMENT = PolicyAssignment(
    id=f"/providers/{TYPE}/enclave", scope="", name="enclave", description="all of it", definition=SET, parameters={"effect": "Deny"},
    not_scopes=("/resourceGroups/rg-node",), messages={"": "not here", "locations": "only in Europe"},
)
CHANGES = replace(ASSIGNMENT, identity=Identity("UserAssigned", (WORKER,)), location="westeurope", enforced=False)


@pytest.mark.parametrize("view", [ASSIGNMENT, CHANGES, replace(CHANGES, identity=Identity("SystemAssigned"))])
def test_what_is_written_is_read_back(view: PolicyAssignment, round_trip: Callable[..., Any]) -> None:
    assert round_trip(policy_assignments, view) == view


@pytest.mark.parametrize("view", [ASSIGNMENT, CHANGES])
def test_azure_takes_what_is_written(view: PolicyAssignment, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(policy_assignments.write(view, place)) == []


def test_only_an_identity_needs_a_location(place: Place) -> None:
    (plain,) = policy_assignments.write(replace(ASSIGNMENT, location="westeurope"), place)
    (changing,) = policy_assignments.write(CHANGES, place)
    assert (plain.location, changing.location, plain.scope) == (None, "westeurope", "")


def test_an_assignment_is_enforced_unless_it_says_otherwise(make: Callable[..., Resource]) -> None:
    states = {"Default": True, "default": True, "DoNotEnforce": False, "Enroll": False, None: True}
    for written, enforced in states.items():
        assert policy_assignments.read(make(TYPE, "a", {"properties": {"enforcementMode": written}})).enforced is enforced


def test_only_what_is_deployed_is_referred_to(place: Place) -> None:
    built_in = "/providers/Microsoft.Authorization/policySetDefinitions/1F3AFDF9-d0c9-4c3d-847f-89da613e70a8"
    (own,) = policy_assignments.write(replace(ASSIGNMENT, not_scopes=()), place)
    (microsofts,) = policy_assignments.write(replace(ASSIGNMENT, not_scopes=(), definition=built_in), place)
    assert (tuple(own.refs()), tuple(microsofts.refs())) == ((Ref(SET),), ())

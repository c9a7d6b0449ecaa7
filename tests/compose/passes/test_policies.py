"""The initiative with all guardrails, and its assignment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.guardrails import assignment_id, guardrails
from enclave.compose.passes.policies import policies
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import policy_assignments, policy_definitions, policy_set_definitions
from enclave.spec.models import Spec

GROUP = "/providers/Microsoft.Management/managementGroups/mg-ai"
Make = Callable[..., Spec]


def made(spec: Spec) -> Graph:
    return Graph(tuple(policies(Whole(spec, sites(spec)), ())))


@pytest.mark.parametrize(("governance", "scope"), [({}, ""), ({"management_group": "mg-ai"}, GROUP)])
def test_everything_is_at_the_governed_scope(spec: Make, governance: dict[str, Any], scope: str) -> None:
    found = made(spec(components={"policies": True}, governance=governance))
    assert {resource.scope for resource in found} == {scope}
    assert {resource.location for resource in found} == {None}
    (assignment,) = map(policy_assignments.read, found.of_type(policy_assignments.TYPE))
    (initiative,) = map(policy_set_definitions.read, found.of_type(policy_set_definitions.TYPE))
    assert assignment.definition == initiative.id
    assert initiative.id.startswith(f"{scope}/providers/")


def test_the_initiative_holds_every_guardrail_once(spec: Make) -> None:
    one = spec(components={"policies": True}, security={"customer_managed_keys": True})
    found = made(one)
    (initiative,) = map(policy_set_definitions.read, found.of_type(policy_set_definitions.TYPE))
    wanted = guardrails(Whole(one, sites(one)), ())
    assert [member.reference for member in initiative.members] == [policy.reference for policy in wanted]
    assert len({member.reference for member in initiative.members}) == len(wanted)
    assert {group for member in initiative.members for group in member.groups} <= set(initiative.groups)
    held = {member.reference: member.parameters for member in initiative.members}
    assert held["allowed-locations"] == {"listOfAllowedLocations": ["swedencentral", "eastus"]}
    assert held["storage-tls"] == {"effect": "Deny", "minimumTlsVersion": "TLS1_2"}
    assert held["approved-models"] == {}


def test_definitions_of_ones_own_deny(spec: Make) -> None:
    found = made(spec(components={"policies": True}))
    own = [policy_definitions.read(each) for each in found.of_type(policy_definitions.TYPE)]
    assert {(each.effect, each.mode) for each in own} == {("deny", "All")}
    (initiative,) = map(policy_set_definitions.read, found.of_type(policy_set_definitions.TYPE))
    assert {each.id for each in own} <= {member.definition for member in initiative.members}


def test_whoever_is_refused_reads_why(spec: Make) -> None:
    one = spec(components={"policies": True})
    (assignment,) = map(policy_assignments.read, made(one).of_type(policy_assignments.TYPE))
    denying = {policy.reference for policy in guardrails(Whole(one, sites(one)), ()) if policy.effect == "Deny"}
    assert set(assignment.messages) == {"", *denying}
    assert assignment.messages["approved-models"] == (
        "Only models that the hub approves are deployed: the file of the enclave acme-labs decides this."
    )
    assert assignment.id == assignment_id(Whole(one, sites(one)))


def test_policies_can_report_only_to_begin_with_or_be_left_out(spec: Make) -> None:
    (told,) = made(spec(components={"policies": {"enforce": False}})).of_type(policy_assignments.TYPE)
    assert not policy_assignments.read(told).enforced
    assert not made(spec(components={"policies": False})).resources


def test_azure_takes_what_is_written(spec: Make, problems: Callable[[tuple[Resource, ...]], list[str]]) -> None:
    assert problems(made(spec(components={"policies": True})).resources) == []

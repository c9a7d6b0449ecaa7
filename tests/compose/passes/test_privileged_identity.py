"""Rights that have to be activated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose.passes.access import access
from enclave.compose.passes.privileged_identity import LONGEST_ASSIGNMENT, privileged_identity, whole_privileged_identity
from enclave.compose.roles import role_guid
from enclave.compose.site import Site, sites
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import role_assignments, role_eligibility_schedule_requests, role_management_policies
from enclave.graph.resources.role_eligibility_schedule_requests import RoleEligibility
from enclave.graph.resources.role_management_policies import RoleManagementPolicy
from enclave.spec.models import Spec

OPERATORS, APPROVERS = "77777777-7777-7777-7777-777777777777", "88888888-8888-8888-8888-888888888888"
IDENTITY = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": OPERATORS}


def eligible(site: Site) -> list[RoleEligibility]:
    found = (each for each in privileged_identity(site, ()) if each.type == role_eligibility_schedule_requests.TYPE)
    return [role_eligibility_schedule_requests.read(each) for each in found]


def rules(site: Site) -> list[RoleManagementPolicy]:
    found = (each for each in privileged_identity(site, ()) if each.type == role_management_policies.TYPE)
    return [role_management_policies.read(each) for each in found]


def furnished_with(spec: Callable[..., Spec], **settings: Any) -> Site:
    return sites(spec(identity=IDENTITY, contacts=["soc@acme.example"], components={"privileged_identity": settings or True}))[0]


def test_contributors_and_operators_are_eligible_and_hold_nothing(spec: Callable[..., Spec]) -> None:
    site = furnished_with(spec)
    contributors = [str(entry.group) for entry in site.projects["triage"].access if entry.role == "contributor"]
    assert [(each.principal, each.scope, each.role) for each in eligible(site)] == [
        (contributors[0], site.account("triage"), role_guid(site.spec, "contributor")),
        (OPERATORS, site.group, role_guid(site.spec, "operator")),
    ]
    standing = {role_assignments.read(each).principal for each in access(site, ())}
    assert not standing & {OPERATORS, *contributors}
    assert {each.duration for each in eligible(site)} == {"P180D"}
    assert all(each.justification for each in eligible(site))


def test_activating_takes_a_factor_a_reason_a_ticket_and_somebody_else(spec: Callable[..., Spec]) -> None:
    site = furnished_with(spec)
    for rule in rules(site):
        assert rule.activation_needs == ("MultiFactorAuthentication", "Justification", "Ticketing")
        assert (rule.longest_activation, rule.longest_assignment, rule.approvers) == ("PT4H", LONGEST_ASSIGNMENT, (OPERATORS,))
        assert rule.recipients == ("soc@acme.example",)
    assert [(each.scope, each.role) for each in rules(site)] == [(each.scope, each.role) for each in eligible(site)]


def test_settings(spec: Callable[..., Spec]) -> None:
    (rule, *_) = rules(furnished_with(spec, approvers=APPROVERS, activation_hours=2, eligible_days=90, require_ticket=False))
    assert (rule.longest_activation, rule.longest_eligibility, rule.approvers) == ("PT2H", "P90D", (APPROVERS,))
    assert "Ticketing" not in rule.activation_needs


def test_the_rules_come_before_whom_they_hold_for(spec: Callable[..., Spec]) -> None:
    kinds = [each.type for each in privileged_identity(furnished_with(spec), ())]
    assert kinds == [role_management_policies.TYPE, role_eligibility_schedule_requests.TYPE] * 2


def test_operators_of_what_exists_once(spec: Callable[..., Spec]) -> None:
    one = furnished_with(spec).spec
    whole = Whole(one, sites(one))
    plan = Resource("Microsoft.Network/ddosProtectionPlans", "2025-01-01", "ddos", whole.group, {})
    assert {each.scope for each in whole_privileged_identity(whole, [plan])} == {whole.group}
    assert [*whole_privileged_identity(whole, ())] == []


def test_a_request_always_has_the_same_name(spec: Callable[..., Spec]) -> None:
    assert [each.id for each in eligible(furnished_with(spec))] == [each.id for each in eligible(furnished_with(spec, activation_hours=1))]


def test_without_the_component_nobody_is_eligible(spec: Callable[..., Spec]) -> None:
    assert eligible(sites(spec(identity=IDENTITY))[0]) == []

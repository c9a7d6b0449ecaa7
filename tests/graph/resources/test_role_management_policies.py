"""What activating a role takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from enclave.graph.body import flag, items, text
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import role_management_policies
from enclave.graph.resources.role_management_policies import TYPE, RoleManagementPolicy

SCOPE = "/resourceGroups/rg-test/providers/Microsoft.CognitiveServices/accounts/oai"
ROLE = "a001fd3d-188f-4b5d-821b-7da978bf7442"
NEEDS = ("MultiFactorAuthentication", "Justification", "Ticketing")
POLICY = RoleManagementPolicy(
    f"{SCOPE}/providers/{TYPE}/{ROLE}", SCOPE, ROLE, "PT4H", "P90D", "P1D", NEEDS, ("99999999-2222-3333-4444-555555555555",),
    ("security@example.com",),
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    for view in (POLICY, replace(POLICY, approvers=(), recipients=(), activation_needs=())):
        assert round_trip(role_management_policies, view) == view


def test_ids_of_rules_are_made_of_kind_caller_and_level(place: Place) -> None:
    """learn.microsoft.com/graph/identity-governance-pim-rules-overview"""
    (written,) = role_management_policies.write(POLICY, place)
    rules = items(written.body, "properties.rules")
    for rule in rules:
        kind = text(rule, "ruleType").removeprefix("RoleManagementPolicy").removesuffix("Rule")
        words = text(rule, "id").split("_")
        assert words[0] == kind
        assert words[-2:] == [text(rule, "target.caller"), text(rule, "target.level")]
    assert len({text(rule, "id") for rule in rules}) == len(rules) == 7


def test_nothing_is_permanent(place: Place) -> None:
    (written,) = role_management_policies.write(POLICY, place)
    expirations = [rule for rule in items(written.body, "properties.rules") if text(rule, "id").startswith("Expiration")]
    assert len(expirations) == 3
    assert all(flag(rule, "isExpirationRequired") and text(rule, "maximumDuration") for rule in expirations)


def test_other_peoples_rules_are_read_in_any_order_and_case(make: Callable[..., Resource]) -> None:
    setting = {"isApprovalRequired": False, "approvalStages": [{"primaryApprovers": [{"id": "x"}]}]}
    rules = [
        {"id": "enablement_enduser_assignment", "enabledRules": ["Justification"]},
        {"id": "Approval_EndUser_Assignment", "setting": setting},
        {"id": "Expiration_Admin_Eligibility", "isExpirationRequired": False, "maximumDuration": "P365D"},
    ]
    found = role_management_policies.read(make(TYPE, ROLE.upper(), {"properties": {"rules": rules}}, scope=SCOPE))
    assert (found.role, found.activation_needs, found.approvers, found.longest_eligibility) == (ROLE, ("Justification",), (), "")

"""Roles of the owner's own: no more than what their holders do."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import get_args
from uuid import UUID

import pytest

from enclave.compose.roles import DATA, CustomRole, held, role_guid
from enclave.spec.models import Spec

IDENTITY = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme"}
KEYS = (
    "Microsoft.CognitiveServices/accounts/listKeys/action",
    "Microsoft.CognitiveServices/accounts/regenerateKey/action",
    "Microsoft.Storage/storageAccounts/listKeys/action",
    "Microsoft.Search/searchServices/listAdminKeys/action",
    "Microsoft.ContainerRegistry/registries/listCredentials/action",
    "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
    "Microsoft.OperationalInsights/workspaces/sharedKeys/read",
    "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
)
OPENING = (
    "Microsoft.CognitiveServices/accounts/write",
    "Microsoft.CognitiveServices/accounts/raiPolicies/write",
    "Microsoft.Network/networkSecurityGroups/write",
    "Microsoft.Network/firewallPolicies/write",
    "Microsoft.KeyVault/vaults/write",
    "Microsoft.Storage/storageAccounts/write",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/policyExemptions/write",
    "Microsoft.Authorization/locks/delete",
    "Microsoft.Insights/diagnosticSettings/delete",
)
PEOPLES = ("operator", "contributor", "auditor")


def allows(role: str, operation: str) -> bool:
    facts = DATA["roles"][role]

    def named(patterns: list[str]) -> bool:
        return any(fnmatchcase(operation.lower(), pattern.lower()) for pattern in patterns)

    return named(facts["actions"]) and not named(facts["notActions"])


def test_every_role_has_its_data() -> None:
    assert set(DATA["roles"]) == set(get_args(CustomRole))


@pytest.mark.parametrize("role", PEOPLES)
@pytest.mark.parametrize("operation", [*KEYS, *OPENING])
def test_no_person_lists_keys_or_opens_anything(role: str, operation: str) -> None:
    assert not allows(role, operation)


def test_each_does_what_it_is_for() -> None:
    assert allows("contributor", "Microsoft.CognitiveServices/accounts/deployments/write")
    assert allows("operator", "Microsoft.Compute/virtualMachines/restart/action")
    assert allows("auditor", "Microsoft.Insights/diagnosticSettings/read")
    assert not allows("auditor", "Microsoft.Compute/virtualMachines/restart/action")
    assert not allows("contributor", "Microsoft.Compute/virtualMachines/restart/action")


@pytest.mark.parametrize("role", get_args(CustomRole))
def test_no_wildcard_writes_or_deletes(role: str) -> None:
    facts = DATA["roles"][role]
    assert "*" not in facts["actions"]
    wide = [action for action in facts["actions"] if re.fullmatch(r"[^/]+/\*|\*/(write|delete|action)", action)]
    assert [action for action in wide if action not in ("Microsoft.Support/*",)] == []


def test_a_role_is_there_where_somebody_holds_it(spec: Callable[..., Spec]) -> None:
    groups = {name: f"{digit * 8}-0000-0000-0000-000000000000" for name, digit in (("operators", "7"), ("auditors", "8"))}
    assert held(spec()) == ()
    assert held(spec(components={"privileged_identity": True})) == ("contributor",)
    assert held(spec(identity=IDENTITY | groups)) == ("operator", "auditor")
    assert held(spec(components={"backup": True})) == ("restorer",)


def test_a_role_keeps_its_guid(spec: Callable[..., Spec]) -> None:
    found = {role_guid(spec(name=name), role) for name in ("acme-labs", "other-labs") for role in get_args(CustomRole)}
    assert len(found) == 2 * len(get_args(CustomRole))
    assert UUID(role_guid(spec(), "operator")) == UUID(role_guid(spec(contacts=["soc@acme.example"]), "operator"))

"""Wildcards, what is taken away, and roles of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.azure_facts import ROLES, role
from enclave.graph.model import Unresolved
from enclave.verify.identity.patterns import matches
from enclave.verify.identity.permissions import BUILT_IN, Allowance, Catalogue, granted

ACTIONS = st.lists(st.sampled_from(["Microsoft.A", "b", "c", "d", "read", "write"]), min_size=1, max_size=5).map("/".join)


@pytest.mark.parametrize(
    ("pattern", "action", "found"),
    [
        ("*", "Microsoft.A/b/write", True),
        ("*/read", "Microsoft.A/b/READ", True),
        ("*/read", "Microsoft.A/b/read/action", False),
        ("Microsoft.A/*/write", "Microsoft.A/b/c/write", True),
        ("Microsoft.A/*/write", "Microsoft.A/write", False),
        ("Microsoft.A/b.c", "Microsoft.A/bxc", False),
        ("microsoft.a/B/Write", "Microsoft.A/b/write", True),
    ],
)
def test_wildcards_stand_for_anything(pattern: str, action: str, found: bool) -> None:
    assert matches(pattern, action) is found


@given(ACTIONS, ACTIONS, ACTIONS)
def test_what_includes_a_pattern_allows_every_action_of_it(head: str, middle: str, tail: str) -> None:
    allowance, pattern = Allowance((f"{head}/*",)), f"{head}/*/{tail}"
    assert allowance.includes(pattern)
    assert allowance.allows(f"{head}/{middle}/{tail}")


def test_a_pattern_of_the_parts_grants_the_whole_and_takes_away_the_parts_only() -> None:
    assert granted(("A/*/write", "A/b/*")) == ("A/*/write", "A/b/*", "A/write")
    allowance = Allowance(("A/*/write", "A/c/write"), ("A/*/c/write",))
    assert allowance.allows("A/write")
    assert allowance.allows("A/c/write")
    assert not allowance.includes("A/write")  # it is not sure
    operator = BUILT_IN[role("Managed Identity Operator")]
    assert operator.allows("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action")
    assert not operator.allows("Microsoft.ManagedIdentity/userAssignedIdentities/write")
    assert BUILT_IN[role("AzureML Data Scientist")].allows("Microsoft.MachineLearningServices/workspaces/read")
    assert BUILT_IN[role("Container Apps Contributor")].allows("Microsoft.App/containerApps/write")
    assert not BUILT_IN[role("Container Apps Contributor")].allows("Microsoft.App/jobs/write")


def test_not_actions_take_away_from_their_own_set_only() -> None:
    allowance = Allowance(("*",), ("Microsoft.Authorization/*/write",))
    assert allowance.allows("Microsoft.Compute/virtualMachines/write")
    assert not allowance.allows("Microsoft.Authorization/roleAssignments/write")
    assert not allowance.includes("Microsoft.Authorization/*")
    assert not allowance.includes("*")
    assert not allowance.allows("Microsoft.Compute/virtualMachines/login/action", data=True)


def test_built_in_roles_that_people_mistake() -> None:
    contributor, reader = BUILT_IN[role("Contributor")], BUILT_IN[role("Reader")]
    assert not contributor.allows("Microsoft.Authorization/roleAssignments/write")
    assert contributor.allows("Microsoft.Storage/storageAccounts/listKeys/action")
    assert not reader.allows("Microsoft.Storage/storageAccounts/listKeys/action")
    assert BUILT_IN[role("Cognitive Services User")].allows("Microsoft.CognitiveServices/accounts/listkeys/action")
    assert not BUILT_IN[role("Cosmos DB Operator")].allows("Microsoft.DocumentDB/databaseAccounts/listKeys/action")
    assert not BUILT_IN[role("Key Vault Contributor")].allows("Microsoft.KeyVault/vaults/secrets/getSecret/action", data=True)
    operator, recovery = BUILT_IN[role("Backup Operator")], BUILT_IN[role("Site Recovery Operator")]
    item = "Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems"
    assert operator.allows(f"{item}/recoveryPoints/restore/action")
    assert not operator.allows(f"{item}/delete")
    assert not operator.allows("Microsoft.DataProtection/backupVaults/write")
    assert BUILT_IN[role("Backup Contributor")].allows(f"{item}/delete")
    assert not BUILT_IN[role("Backup Contributor")].allows("Microsoft.RecoveryServices/Vaults/delete")
    plan = "Microsoft.RecoveryServices/vaults/replicationRecoveryPlans"
    assert recovery.allows(f"{plan}/unplannedFailover/action")
    assert not recovery.allows(f"{plan}/write")
    assert BUILT_IN[role("Site Recovery Contributor")].allows(f"{plan}/write")
    assert not BUILT_IN[role("Site Recovery Reader")].allows("Microsoft.RecoveryServices/vaults/replicationJobs/cancel/action")
    assert BUILT_IN[role("Container Apps ManagedEnvironments Contributor")].allows("Microsoft.App/managedEnvironments/storages/write")
    writer, restore = BUILT_IN[role("Azure Kubernetes Service RBAC Writer")], BUILT_IN[role("VM Restore Operator")]
    assert writer.allows("Microsoft.ContainerService/managedClusters/secrets/read", data=True)
    assert not writer.allows("Microsoft.ContainerService/managedClusters/namespaces/write", data=True)
    reads = BUILT_IN[role("Azure Kubernetes Service RBAC Reader")]
    assert reads.allows("Microsoft.ContainerService/managedClusters/pods/read", data=True)
    assert not reads.allows("Microsoft.ContainerService/managedClusters/secrets/read", data=True)
    assert restore.allows("Microsoft.Storage/storageAccounts/listKeys/action")
    assert not restore.allows("Microsoft.Network/networkSecurityGroups/join/action")
    assert not BUILT_IN[role("SQL Server Contributor")].allows("Microsoft.Sql/servers/externalPolicyBasedAuthorizations/write")
    assert operator.allows("Microsoft.RecoveryServices/Vaults/backupResourceGuardProxies/delete")
    assert not BUILT_IN[role("Container Apps ManagedEnvironments Contributor")].allows("Microsoft.App/containerApps/write")
    assert set(BUILT_IN) <= set(ROLES.values())
    assert set(ROLES) == {BUILT_IN[each].name for each in BUILT_IN}
    administrator = BUILT_IN[role("Azure AI Administrator")]
    assert administrator.allows("Microsoft.Search/searchServices/listAdminKeys/action")
    assert administrator.allows("Microsoft.Storage/storageAccounts/listKeys/action")
    assert not administrator.allows("Microsoft.Authorization/roleAssignments/write")
    assert not administrator.allows("Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action", data=True)


def test_custom_roles_and_those_that_cannot_be_read(build: Any) -> None:
    kind, guid = "Microsoft.Authorization/roleDefinitions", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
    sets = [{"actions": ["A/*"], "notActions": ["A/b"]}, {"actions": ["A/b"]}]
    build.add(kind, guid, {"roleName": "mine", "permissions": sets}, location=None)
    build.add(kind, guid.replace("a", "b"), {"roleName": "odd", "permissions": [{"actions": Unresolved("x")}]}, location=None)
    catalogue = Catalogue(build.graph())
    mine = catalogue.find(guid.upper())
    assert mine is not None
    assert mine.allows("A/b")  # what one set takes away, another may give
    assert list(catalogue.unread) == [guid.replace("a", "b")]
    assert catalogue.find("cccccccc-cccc-cccc-cccc-cccccccccccc") is None
    assert catalogue.name(role("Owner")) == "Owner"


def test_a_condition_of_a_role_itself_names_the_only_roles_that_it_assigns() -> None:
    owner = next(role for role in BUILT_IN.values() if role.name == "Azure AI Account Owner")
    assert [BUILT_IN[guid].name for guid in owner.assigns] == ["Azure AI User"]
    assert all(role.allows("Microsoft.Authorization/roleAssignments/write") for role in BUILT_IN.values() if role.assigns)


def test_an_operator_of_cosmos_gives_no_role_of_any_interface() -> None:
    operator = BUILT_IN[role("Cosmos DB Operator")]
    for part in ("sql", "table", "gremlin", "cassandra", "mongoMI"):
        assert not operator.allows(f"Microsoft.DocumentDB/databaseAccounts/{part}RoleAssignments/write")
    assert operator.allows("Microsoft.DocumentDB/databaseAccounts/write")
    assert BUILT_IN[role("Key Vault Data Access Administrator")].assigns.count(role("Key Vault Secrets User")) == 1

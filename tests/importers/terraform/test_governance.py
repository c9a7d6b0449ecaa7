from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Ref, Unresolved

SUB = "/subscriptions/11111111-1111-1111-1111-111111111111"
READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
GROUP = {"name": "rg", "location": "x"}


def assignment(plan: Any, after: Any, **values: Any) -> Any:
    graph = plan(
        {
            "azurerm_resource_group.rg": GROUP,
            "azurerm_user_assigned_identity.i": {"name": "id", "resource_group_name": "rg", "location": "x"},
            "azurerm_role_definition.r": {
                "name": "custom",
                "scope": SUB,
                "role_definition_id": "22222222-2222-2222-2222-222222222222",
                "permissions": [{"actions": ["*/read"], "not_actions": None}],
                "assignable_scopes": [SUB],
            },
            "azurerm_role_assignment.a": {
                "scope": after("azurerm_resource_group.rg.id"),
                "principal_id": after("azurerm_user_assigned_identity.i.principal_id"),
                **values,
            },
        }
    )
    (found,) = graph.of_type("Microsoft.Authorization/roleAssignments")
    return found


@pytest.mark.parametrize(
    "values",
    [
        {"role_definition_name": "Reader"},
        {"role_definition_id": READER},
        {"role_definition_id": SUB + READER},
    ],
)
def test_a_role_of_azure_by_name_or_id(plan: Any, after: Any, values: Any) -> None:
    found = assignment(plan, after, **values)
    assert found.scope == "/resourceGroups/rg"
    assert found.body["properties"]["roleDefinitionId"] == READER
    assert found.body["properties"]["principalId"] == Ref(
        "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id", "properties.principalId"
    )


def test_a_name_that_is_known_says_the_role_whatever_is_written_beside_it(plan: Any, after: Any) -> None:
    """`role_definition_id = strcontains(...) ? each.value.role : null`: apply finds the id of the name."""
    unknown = after("each.value.role_definition_id_or_name", "local.part_of_an_id")
    found = assignment(plan, after, role_definition_name="Reader", role_definition_id=unknown)
    assert found.body["properties"]["roleDefinitionId"] == READER
    nobody = assignment(plan, after, role_definition_name="Nobody's Role", role_definition_id=unknown)
    other = after("module.roles.name")
    neither = assignment(plan, after, role_definition_name=other, role_definition_id=other)
    assert all(isinstance(each.body["properties"]["roleDefinitionId"], Unresolved) for each in (nobody, neither))


def test_a_role_that_nobody_knows(plan: Any, after: Any) -> None:
    assert isinstance(assignment(plan, after, role_definition_name="Nobody's Role").body["properties"]["roleDefinitionId"], Unresolved)


def test_a_role_of_the_plan(plan: Any, after: Any) -> None:
    found = assignment(plan, after, role_definition_id=after("azurerm_role_definition.r.role_definition_resource_id"))
    assert str(found.body["properties"]["roleDefinitionId"]).endswith("22222222-2222-2222-2222-222222222222")


def test_a_scope_that_is_not_known_is_nobody_s(plan: Any, after: Any) -> None:
    graph = plan({"azurerm_role_assignment.a": {"scope": after("local.scope"), "role_definition_name": "Owner", "principal_id": "p"}})
    (found,) = graph.of_type("Microsoft.Authorization/roleAssignments")
    assert found.scope == "/resourceGroups/{unknown}"


def test_custom_roles(plan: Any, after: Any) -> None:
    graph = plan(
        {"azurerm_role_definition.r": {"name": "custom", "scope": SUB, "permissions": [{"actions": ["*"], "data_actions": ["*/read"]}]}}
    )
    (role,) = graph.of_type("Microsoft.Authorization/roleDefinitions")
    assert role.body["properties"]["roleName"] == "custom"
    assert role.body["properties"]["permissions"] == [{"actions": ["*"], "notActions": [], "dataActions": ["*/read"], "notDataActions": []}]


def test_locks_policies_and_credentials(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_resource_group.rg": GROUP,
            "azurerm_management_lock.l": {"name": "lock", "scope": after("azurerm_resource_group.rg.id"), "lock_level": "CanNotDelete"},
            "azurerm_resource_group_policy_assignment.p": {
                "name": "p",
                "resource_group_id": after("azurerm_resource_group.rg.id"),
                "enforce": False,
                "policy_definition_id": "/providers/Microsoft.Authorization/policyDefinitions/x",
            },
            "azurerm_user_assigned_identity.i": {"name": "id", "resource_group_name": "rg", "location": "x"},
            "azurerm_federated_identity_credential.c": {
                "name": "c",
                "resource_group_name": "rg",
                "parent_id": after("azurerm_user_assigned_identity.i.id"),
                "issuer": "https://x",
                "subject": "s",
                "audience": ["a"],
            },
        }
    )
    names = {each.type.rpartition("/")[2]: each for each in graph}
    assert names["locks"].scope == names["policyAssignments"].scope == "/resourceGroups/rg"
    assert names["policyAssignments"].body["properties"]["enforcementMode"] == "DoNotEnforce"
    assert names["federatedIdentityCredentials"].name == "id/c"

"""Each rule by which somebody gets from what he was given to more, as an azurerm plan where he does and one where he does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.model import Graph
from enclave.verify import verify
from enclave.verify.estate import Estate
from enclave.verify.identity.escalation import Reach
from enclave.verify.network.world import World

COMMON = {"resource_group_name": "rg", "location": "westeurope"}
GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg"
MINE = "22222222-2222-2222-2222-222222222222"
Rows = dict[str, dict[str, Any]]


def house(after: Any, **vault: Any) -> Rows:
    """A vault, an identity that reads its secrets, and a container app that runs as the identity."""
    return {
        "azurerm_resource_group.rg": {"name": "rg", "location": "westeurope", "id": GROUP},
        "azurerm_key_vault.v": {"name": "v", **COMMON, "rbac_authorization_enabled": True, **vault},
        "azurerm_user_assigned_identity.i": {"name": "i", **COMMON},
        "azurerm_role_assignment.reads": {
            "scope": after("azurerm_key_vault.v.id"),
            "role_definition_name": "Key Vault Secrets User",
            "principal_id": after("azurerm_user_assigned_identity.i.principal_id"),
        },
        "azurerm_container_app.app": {
            "name": "app",
            **COMMON,
            "identity": [{"type": "UserAssigned", "identity_ids": [after("azurerm_user_assigned_identity.i.id")]}],
        },
    }


def gives(role: str, scope: str = "", who: str = "p", **more: Any) -> Callable[[Rows, Any], None]:
    """Somebody is given a role: on the group, or on a resource by its address."""

    def change(rows: Rows, after: Any) -> None:
        rows[f"azurerm_role_assignment.{role.replace(' ', '_')}_{len(rows)}"] = {
            "scope": after(f"{scope}.id") if scope else GROUP,
            "role_definition_name": role,
            "principal_id": who,
            **more,
        }

    return change


def custom(*actions: str, data: tuple[str, ...] = (), scope: str = "") -> Callable[[Rows, Any], None]:
    """Somebody is given a role with these actions."""

    def change(rows: Rows, after: Any) -> None:
        rows["azurerm_role_definition.mine"] = {
            "name": "mine",
            "role_definition_id": MINE,
            "scope": GROUP,
            "assignable_scopes": [GROUP],
            "permissions": [{"actions": list(actions), "not_actions": [], "data_actions": list(data), "not_data_actions": []}],
        }
        rows["azurerm_role_assignment.mine"] = {
            "scope": after(f"{scope}.id") if scope else GROUP,
            "role_definition_id": after("azurerm_role_definition.mine.role_definition_resource_id"),
            "principal_id": "p",
        }

    return change


def several(*changes: Callable[[Rows, Any], None]) -> Callable[[Rows, Any], None]:
    def change(rows: Rows, after: Any) -> None:
        for each in changes:
            each(rows, after)

    return change


def account(keys: bool) -> Callable[[Rows, Any], None]:
    def change(rows: Rows, after: Any) -> None:
        switches = {"shared_access_key_enabled": keys, "allow_nested_items_to_be_public": False}
        rows["azurerm_storage_account.s"] = {"name": "st", **COMMON, **switches}
        gives("Storage Account Key Operator Service Role", "azurerm_storage_account.s")(rows, after)

    return change


def eligible(role: str) -> Callable[[Rows, Any], None]:
    def change(rows: Rows, after: Any) -> None:
        rows["azurerm_pim_eligible_role_assignment.e"] = {
            "scope": GROUP,
            "role_definition_id": f"/providers/Microsoft.Authorization/roleDefinitions/{role}",
            "principal_id": "p",
        }

    return change


OWNER, READER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "acdd72a7-3385-48ef-bd42-f606fba81ae7"
APP, IDENTITY, VAULT = "azurerm_container_app.app", "azurerm_user_assigned_identity.i", "azurerm_key_vault.v"
LAUNDERED = "Microsoft.ManagedIdentity/userAssignedIdentities"
RULES: tuple[tuple[str, Callable[[Rows, Any], None], Callable[[Rows, Any], None]], ...] = (
    ("1: whoever assigns roles has any", gives("User Access Administrator"), gives("Reader")),
    (
        "2: whoever rewrites a role that he holds has any",
        custom("Microsoft.Authorization/roleDefinitions/write"),
        custom("Microsoft.Authorization/roleDefinitions/read"),
    ),
    (
        "3: whoever takes access of the tenant has any",
        custom("Microsoft.Authorization/*"),
        custom("Microsoft.Authorization/*/read"),
    ),
    ("4: code on a host runs as its identity", gives("Container Apps Contributor", APP), gives("Reader", APP)),
    (
        "5: federation takes somebody else's tokens",
        custom(f"{LAUNDERED}/federatedIdentityCredentials/write", scope=IDENTITY),
        custom(f"{LAUNDERED}/federatedIdentityCredentials/read", scope=IDENTITY),
    ),
    (
        "6: to attach an identity takes code of one's own",
        several(gives("Managed Identity Operator", IDENTITY), gives("Container Apps Contributor")),
        gives("Managed Identity Operator", IDENTITY),
    ),
    ("7: a template is given the secrets of a vault", gives("Key Vault Contributor"), gives("Key Vault Contributor", VAULT)),
    ("8: keys open what takes keys", account(True), account(False)),
    ("10: eligible roles were given too", eligible(OWNER), eligible(READER)),
)


def excess(graph: Graph) -> set[str]:
    return {gain.what for gain in Reach(World(Estate(graph))).excess("p")}


@pytest.mark.parametrize("change", [each[1] for each in RULES], ids=[each[0] for each in RULES])
def test_who_obtains_more_is_found(plan: Any, after: Any, change: Any) -> None:
    rows = house(after)
    change(rows, after)
    graph = plan(rows)
    assert excess(graph)
    found = {result.subject: result.verdict.name for result in verify(graph).obligations if result.number == 8}
    assert found["p"] in ("refuted", "unknown")


@pytest.mark.parametrize("change", [each[2] for each in RULES], ids=[each[0] for each in RULES])
def test_who_obtains_nothing_more_is_proved(plan: Any, after: Any, change: Any) -> None:
    rows = house(after)
    change(rows, after)
    graph = plan(rows)
    assert excess(graph) == set()
    found = {result.subject: result.verdict.name for result in verify(graph).obligations if result.number == 8}
    assert found["p"] == "proved"


@pytest.mark.parametrize(("role", "told"), [("Network Contributor", True), ("Reader", False)])
def test_9_who_could_undo_a_proof_is_told(plan: Any, after: Any, role: str, told: bool) -> None:
    rows = house(after)
    gives(role)(rows, after)
    (reason,) = [result.verdict.reason for result in verify(plan(rows)).obligations if result.number == 8 and result.subject == "p"]
    assert ("could undo isolation" in reason) is told


def test_7_access_policies_are_held_by_whom_they_name(plan: Any, after: Any) -> None:
    rows = house(after, rbac_authorization_enabled=False)
    rows["azurerm_key_vault_access_policy.a"] = {
        "key_vault_id": after("azurerm_key_vault.v.id"),
        "object_id": "q",
        "secret_permissions": ["Get"],
    }
    (reason,) = [result.verdict.reason for result in verify(plan(rows)).obligations if result.number == 8 and result.subject == "q"]
    assert "access policy on v" in reason

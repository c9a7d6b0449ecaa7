from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref

COMMON = {"name": "kv", "resource_group_name": "rg", "location": "x", "sku_name": "premium", "tenant_id": "t"}
ID = "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"


def test_a_vault_as_it_is_by_default(one: Any) -> None:
    found = one("azurerm_key_vault", COMMON)
    assert found("properties.publicNetworkAccess") == "Enabled"
    assert found("properties.enablePurgeProtection") is MISSING
    assert found("properties.enableRbacAuthorization") is False
    assert found("properties.networkAcls") is MISSING


@pytest.mark.parametrize("name", ["rbac_authorization_enabled", "enable_rbac_authorization"])
def test_a_vault_that_is_closed(one: Any, name: str) -> None:
    found = one(
        "azurerm_key_vault",
        {
            **COMMON,
            name: True,
            "purge_protection_enabled": True,
            "public_network_access_enabled": False,
            "network_acls": [{"default_action": "Deny", "bypass": "AzureServices"}],
        },
    )
    assert found("properties.enableRbacAuthorization") is True
    assert found("properties.enablePurgeProtection") is True
    assert found("properties.networkAcls") == {"defaultAction": "Deny", "bypass": "AzureServices"}


def test_policies_gather_in_their_vault(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_key_vault.k": {**COMMON, "access_policy": [{"tenant_id": "t", "object_id": "a", "key_permissions": ["Get"]}]},
            "azurerm_user_assigned_identity.i": {"name": "id", "resource_group_name": "rg", "location": "x"},
            "azurerm_key_vault_access_policy.p": {
                "key_vault_id": after("azurerm_key_vault.k.id"),
                "tenant_id": "t",
                "secret_permissions": ["Get", "List"],
                "object_id": after("azurerm_user_assigned_identity.i.principal_id"),
            },
        }
    )
    first, second = graph.get(ID).body["properties"]["accessPolicies"]
    assert first["objectId"] == "a"
    assert second["permissions"] == {"secrets": ["Get", "List"]}
    identity = "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    assert second["objectId"] == Ref(identity, "properties.principalId")


def test_a_key_s_id_is_its_uri(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_key_vault.k": COMMON,
            "azurerm_key_vault_key.c": {"name": "cmk", "key_vault_id": after("azurerm_key_vault.k.id"), "key_type": "RSA-HSM"},
            "azurerm_container_registry.r": {
                "name": "cr",
                "resource_group_name": "rg",
                "location": "x",
                "sku": "Premium",
                "encryption": [{"key_vault_key_id": after("azurerm_key_vault_key.c.versionless_id")}],
            },
            "azurerm_monitor_diagnostic_setting.d": {"name": "d", "target_resource_id": after("azurerm_key_vault_key.c.resource_id")},
        }
    )
    (registry,) = graph.of_type("Microsoft.ContainerRegistry/registries")
    assert registry.body["properties"]["encryption"]["keyVaultProperties"]["keyIdentifier"] == Ref(f"{ID}/keys/cmk", "properties.keyUri")
    (setting,) = graph.of_type("Microsoft.Insights/diagnosticSettings")
    assert setting.scope == f"{ID}/keys/cmk"


def test_the_value_of_a_secret_is_not_read(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_key_vault.k": COMMON,
            "azurerm_key_vault_secret.s": {"name": "s", "key_vault_id": after("azurerm_key_vault.k.id"), "value": "hunter2"},
        }
    )
    assert "hunter2" not in str(graph)


def test_the_life_of_keys_and_secrets(one: Any) -> None:
    key = one(
        "azurerm_key_vault_key",
        {
            "key_vault_id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv",
            "key_type": "RSA",
            "rotation_policy": [{"automatic": [{"time_after_creation": "P1Y"}]}],
        },
    )
    assert key("properties.rotationPolicy.lifetimeActions") == [{"action": {"type": "Rotate"}, "trigger": {"timeAfterCreate": "P1Y"}}]
    secret = one(
        "azurerm_key_vault_secret",
        {
            "key_vault_id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv",
            "expiration_date": "2027-01-01T00:00:00Z",
        },
    )
    assert secret("properties.attributes.exp") == "2027-01-01T00:00:00Z"

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING, lookup
from enclave.graph.model import Ref, Unresolved

ACCOUNT = {"name": "st", "resource_group_name": "rg", "location": "x", "account_tier": "Standard", "account_replication_type": "GRS"}
ID = "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st"


def test_the_provider_s_defaults_leave_it_open(one: Any) -> None:
    found = one("azurerm_storage_account", {"account_tier": "Standard", "account_replication_type": "LRS"})
    assert found("sku.name") == "Standard_LRS"
    assert found("properties.publicNetworkAccess") == "Enabled"
    assert found("properties.allowSharedKeyAccess") is True
    assert found("properties.allowBlobPublicAccess") is True
    assert found("properties.supportsHttpsTrafficOnly") is True
    assert found("properties.minimumTlsVersion") == "TLS1_2"
    assert found("properties.networkAcls") is MISSING


def test_it_can_be_closed_with_names_of_both_versions(one: Any) -> None:
    found = one(
        "azurerm_storage_account",
        {
            "public_network_access_enabled": False,
            "shared_access_key_enabled": False,
            "enable_https_traffic_only": False,
            "network_rules": [
                {"default_action": "Deny", "bypass": ["None"], "ip_rules": ["203.0.113.4"], "virtual_network_subnet_ids": None}
            ],
        },
    )
    assert found("properties.publicNetworkAccess") == "Disabled"
    assert found("properties.allowSharedKeyAccess") is False
    assert found("properties.supportsHttpsTrafficOnly") is False
    assert found("properties.networkAcls") == {"defaultAction": "Deny", "bypass": "None", "ipRules": [{"value": "203.0.113.4"}]}


def test_rules_of_their_own_resource_win(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_storage_account.s": ACCOUNT | {"network_rules": after()},
            "azurerm_storage_account_network_rules.r": {
                "storage_account_id": after("azurerm_storage_account.s.id"),
                "default_action": "Deny",
                "bypass": ["AzureServices", "Logging"],
                "ip_rules": ["203.0.113.0/24"],
                "virtual_network_subnet_ids": [after("azurerm_subnet.s.id")],
            },
            "azurerm_subnet.s": {
                "name": "s",
                "resource_group_name": "rg",
                "virtual_network_name": "v",
                "address_prefixes": ["10.0.0.0/24"],
            },
        }
    )
    rules = graph.get(ID).body["properties"]["networkAcls"]
    assert rules["defaultAction"] == "Deny"
    assert rules["bypass"] == "AzureServices, Logging"
    assert rules["virtualNetworkRules"] == [{"id": Ref("/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s")}]


def test_a_key_of_the_customer(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_storage_account.s": ACCOUNT
            | {
                "customer_managed_key": [
                    {"key_vault_key_id": "https://kv.vault.azure.net/keys/storage/0123", "user_assigned_identity_id": after("local.x")}
                ]
            },
        }
    )
    encryption = graph.get(ID).body["properties"]["encryption"]
    assert encryption["keySource"] == "Microsoft.Keyvault"
    assert encryption["keyvaultproperties"] == {"keyvaulturi": "https://kv.vault.azure.net/", "keyname": "storage"}
    assert isinstance(encryption["identity"]["userAssignedIdentity"], Unresolved)


def test_a_key_of_the_same_plan(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_key_vault.k": {"name": "kv", "resource_group_name": "rg", "location": "x"},
            "azurerm_key_vault_key.k": {"name": "storage", "key_vault_id": after("azurerm_key_vault.k.id")},
            "azurerm_storage_account.s": ACCOUNT,
            "azurerm_storage_account_customer_managed_key.c": {
                "storage_account_id": after("azurerm_storage_account.s.id"),
                "key_vault_id": after("azurerm_key_vault.k.id"),
                "key_name": "storage",
            },
        }
    )
    assert graph.get(ID).body["properties"]["encryption"]["keyvaultproperties"]["keyvaulturi"] == Ref(
        "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv", "properties.vaultUri"
    )


@pytest.mark.parametrize("parent", ["storage_account_id", "storage_account_name"])
def test_containers_below_their_account(plan: Any, after: Any, parent: str) -> None:
    value = after("azurerm_storage_account.s.id") if parent.endswith("_id") else "st"
    graph = plan(
        {
            "azurerm_storage_account.s": ACCOUNT,
            "azurerm_storage_container.c": {"name": "data", parent: value, "container_access_type": "blob"},
        }
    )
    (container,) = graph.of_type("Microsoft.Storage/storageAccounts/blobServices/containers")
    assert container.id == f"{ID}/blobServices/default/containers/data"
    assert container.body["properties"]["publicAccess"] == "Blob"


def test_blob_properties_are_the_blob_service(plan: Any) -> None:
    kept = [{"versioning_enabled": True, "delete_retention_policy": [{"days": 30}]}]
    graph = plan({"azurerm_storage_account.s": ACCOUNT | {"blob_properties": kept}})
    (service,) = graph.of_type("Microsoft.Storage/storageAccounts/blobServices")
    assert service.body["properties"]["isVersioningEnabled"] is True
    assert service.body["properties"]["deleteRetentionPolicy"] == {"enabled": True, "days": 30}


@pytest.mark.parametrize("kept", [{}, {"blob_properties": [{"versioning_enabled": True}]}])
def test_a_static_website_is_a_switch_of_the_blob_service(plan: Any, after: Any, kept: dict[str, Any]) -> None:
    def switch(**more: Any) -> Any:
        graph = plan({"azurerm_storage_account.s": {**ACCOUNT, **kept, **more}})
        found = graph.of_type("Microsoft.Storage/storageAccounts/blobServices")
        return lookup(found[0].body, "properties.staticWebsite.enabled") if found else MISSING

    assert switch() is MISSING
    assert switch(static_website=[{"index_document": "index.html"}]) is True
    assert isinstance(switch(static_website=after("var.site")), Unresolved)

"""Keys of the customer that azurerm writes as resources of their own: with one the service is encrypted as asked, without it is not."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Graph
from enclave.verify import verify

COMMON = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}
VAULT = {"azurerm_key_vault.kv": {"name": "kv", "resource_group_name": "rg", "location": "westeurope"}}
KEY = "https://kv.vault.azure.net/keys/k/1"
KEYS: tuple[tuple[str, str, dict[str, Any], str, str], ...] = (
    ("azurerm_eventhub_namespace", "eventhub_namespace_id", {"key_vault_key_ids": [KEY]}, "encryption.keySource", "Microsoft.KeyVault"),
    ("azurerm_servicebus_namespace", "namespace_id", {"key_vault_key_id": KEY}, "encryption.keySource", "Microsoft.KeyVault"),
    ("azurerm_data_factory", "data_factory_id", {"customer_managed_key_id": KEY}, "encryption.keyName", "k"),
    ("azurerm_kusto_cluster", "cluster_id", {"key_vault_id": "/kv", "key_name": "k"}, "keyVaultProperties.keyName", "k"),
    ("azurerm_kusto_cluster", "cluster_id", {"managed_hsm_key_id": KEY}, "keyVaultProperties.keyName", "k"),
    (
        "azurerm_data_protection_backup_vault",
        "data_protection_backup_vault_id",
        {"key_vault_key_id": KEY},
        "securitySettings.encryptionSettings.state",
        "Enabled",
    ),
)


def told(graph: Graph, number: int) -> set[str]:
    return {result.verdict.reason for result in verify(graph).obligations if result.number == number}


@pytest.mark.parametrize(("kind", "target", "values", "path", "expected"), KEYS)
def test_a_key_of_its_own(one: Any, plan: Any, after: Any, kind: str, target: str, values: Any, path: str, expected: str) -> None:
    service = {f"{kind}.x": {**COMMON}}
    key = {f"{kind}_customer_managed_key.k": {target: after(f"{kind}.x.id"), **values}}
    found = one(kind, {}, key)
    assert found(f"properties.{path}") == expected
    assert one(kind, {})(f"properties.{path}") is MISSING
    for given in (service, service | key):
        assert not any("not modelled" in reason for reason in told(plan(given), 1))


@pytest.mark.parametrize("kind", ["", "root_dbfs_"])
def test_the_key_of_the_files_of_a_workspace_is_not_that_of_its_notebooks(one: Any, after: Any, kind: str) -> None:
    workspace = "azurerm_databricks_workspace"
    key = {f"{workspace}_{kind}customer_managed_key.k": {"workspace_id": after(f"{workspace}.x.id"), "key_vault_key_id": KEY}}
    found = one(workspace, {"sku": "premium"}, key)
    assert found("properties.parameters.encryption.value.keySource") == "Microsoft.Keyvault"
    assert found("properties.encryption") is MISSING
    found = one(workspace, {"sku": "premium", "managed_services_cmk_key_vault_key_id": KEY})
    assert found("properties.encryption.entities.managedServices.keySource") == "Microsoft.Keyvault"


@pytest.mark.parametrize(("application", "expected"), [(None, MISSING), ("9f3c", "9f3c")])
def test_a_key_in_another_tenant_is_told(one: Any, after: Any, application: str | None, expected: Any) -> None:
    """A federated application reads the key of somebody else's tenant (docs/r/storage_account_customer_managed_key, 4.55)."""
    key = {"storage_account_id": after("azurerm_storage_account.x.id"), "key_vault_id": "/kv", "key_name": "k"}
    given = key if application is None else {**key, "federated_identity_client_id": application}
    found = one("azurerm_storage_account", {}, {"azurerm_storage_account_customer_managed_key.k": given})
    assert found("properties.encryption.identity.federatedIdentityClientId") == expected


@pytest.mark.parametrize(("version", "expected"), [(None, "1.2"), ("1.2", "1.2"), ("1.0", "1.0")])
def test_the_publishing_side_of_an_app_has_a_version_of_its_own(one: Any, version: str | None, expected: str) -> None:
    config = {} if version is None else {"scm_minimum_tls_version": version}
    found = one("azurerm_linux_web_app", {"service_plan_id": "p", "site_config": [config]})
    assert found("properties.siteConfig.scmMinTlsVersion") == expected


@pytest.mark.parametrize(
    "quiet",
    ["azurerm_advanced_threat_protection", "azurerm_network_manager_ipam_pool", "azurerm_mssql_virtual_machine", "azurerm_route_filter"],
)
def test_what_carries_no_traffic_leaves_the_answers_alone(plan: Any, after: Any, quiet: str) -> None:
    account = {"azurerm_storage_account.x": {**COMMON, "account_tier": "Standard", "public_network_access_enabled": False}}
    more = {f"{quiet}.q": {"name": "q", "target_resource_id": after("azurerm_storage_account.x.id")}}
    assert told(plan(account | more), 1) == told(plan(account), 1) == {"no door of its own is open to the internet"}

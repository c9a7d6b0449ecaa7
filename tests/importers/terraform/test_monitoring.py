from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref

COMMON = {"resource_group_name": "rg", "location": "x"}
WORKSPACE = "/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log"


@pytest.mark.parametrize(
    ("kind", "local"),
    [
        ("azurerm_log_analytics_workspace", "properties.features.disableLocalAuth"),
        ("azurerm_application_insights", "properties.DisableLocalAuth"),
    ],
)
def test_what_takes_logs_is_open_by_default(one: Any, kind: str, local: str) -> None:
    found = one(kind, {"application_type": "web"})
    assert found("properties.publicNetworkAccessForIngestion") == "Enabled"
    assert found("properties.publicNetworkAccessForQuery") == "Enabled"
    assert found(local) is False
    closed = one(kind, {"internet_ingestion_enabled": False, "internet_query_enabled": False, "local_authentication_disabled": True})
    assert closed("properties.publicNetworkAccessForIngestion") == "Disabled"
    assert closed(local) is True
    assert one(kind, {"local_authentication_enabled": False})(local) is True


def test_diagnostic_settings_extend_their_target(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_log_analytics_workspace.w": {"name": "log", **COMMON},
            "azurerm_key_vault.k": {"name": "kv", **COMMON},
            "azurerm_monitor_diagnostic_setting.d": {
                "name": "all",
                "target_resource_id": after("azurerm_key_vault.k.id"),
                "log_analytics_workspace_id": after("azurerm_log_analytics_workspace.w.id"),
                "enabled_log": [{"category_group": "allLogs", "category": None}],
                "enabled_metric": [{"category": "AllMetrics"}],
                "metric": [{"category": "AllMetrics", "enabled": False}],
            },
        }
    )
    (setting,) = graph.of_type("Microsoft.Insights/diagnosticSettings")
    assert setting.scope == "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
    assert setting.body["properties"]["workspaceId"] == Ref(WORKSPACE)
    assert setting.body["properties"]["logs"] == [{"enabled": True, "categoryGroup": "allLogs"}]
    assert [each["enabled"] for each in setting.body["properties"]["metrics"]] == [True, False]


def test_private_link_scopes(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_log_analytics_workspace.w": {"name": "log", **COMMON},
            "azurerm_monitor_private_link_scope.s": {"name": "ampls", "resource_group_name": "rg", "ingestion_access_mode": "PrivateOnly"},
            "azurerm_monitor_private_link_scoped_service.s": {
                "name": "log",
                "resource_group_name": "rg",
                "scope_name": "ampls",
                "linked_resource_id": after("azurerm_log_analytics_workspace.w.id"),
            },
        }
    )
    (scope,) = graph.of_type("Microsoft.Insights/privateLinkScopes")
    (linked,) = graph.children(scope.id)
    assert scope.body["properties"]["accessModeSettings"] == {"ingestionAccessMode": "PrivateOnly", "queryAccessMode": "Open"}
    assert linked.body["properties"]["linkedResourceId"] == Ref(WORKSPACE)


def test_vaults_of_backups(one: Any) -> None:
    found = one(
        "azurerm_recovery_services_vault",
        {"sku": "Standard", "immutability": "Locked", "soft_delete_enabled": False, "storage_mode_type": "LocallyRedundant"},
    )
    assert found("properties.publicNetworkAccess") == "Enabled"
    assert found("properties.securitySettings.softDeleteSettings.softDeleteState") == "Disabled"
    assert found("properties.securitySettings.immutabilitySettings.state") == "Locked"
    assert found("properties.encryption") is MISSING


def test_grafana(one: Any) -> None:
    assert one("azurerm_dashboard_grafana", {})("properties.apiKey") == "Disabled"
    assert one("azurerm_dashboard_grafana", {"api_key_enabled": True})("properties.apiKey") == "Enabled"

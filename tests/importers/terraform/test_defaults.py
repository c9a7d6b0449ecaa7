"""What azurerm gives Azure where nothing is written, of each switch that a proof looks at: never safer than its documentation.

The defaults are those of `website/docs/r/*.html.markdown` of hashicorp/terraform-provider-azurerm, 3.117 and 4.55 and later.
"""

from __future__ import annotations

from typing import Any

import pytest

DOCUMENTED: tuple[tuple[str, str, Any, Any], ...] = (
    # type without its prefix, ARM's path, before 4.0, from 4.0 on
    ("storage_account", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("storage_account", "properties.allowSharedKeyAccess", True, True),
    ("storage_account", "properties.allowBlobPublicAccess", True, True),
    ("storage_account", "properties.supportsHttpsTrafficOnly", True, True),
    ("storage_account", "properties.minimumTlsVersion", "TLS1_2", "TLS1_2"),
    ("storage_account", "properties.allowCrossTenantReplication", True, False),
    ("storage_account", "properties.isLocalUserEnabled", True, True),
    ("key_vault", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("key_vault", "properties.enableRbacAuthorization", False, False),
    ("cognitive_account", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("cognitive_account", "properties.disableLocalAuth", False, False),
    ("ai_services", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("ai_services", "properties.disableLocalAuth", False, False),
    ("search_service", "properties.publicNetworkAccess", "enabled", "enabled"),
    ("search_service", "properties.disableLocalAuth", False, False),
    ("cosmosdb_account", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("cosmosdb_account", "properties.disableLocalAuth", False, False),
    ("cosmosdb_account", "properties.minimalTlsVersion", "Tls12", "Tls12"),
    ("cosmosdb_account", "properties.isVirtualNetworkFilterEnabled", False, False),
    ("mssql_server", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("mssql_server", "properties.minimalTlsVersion", "1.2", "1.2"),
    ("postgresql_flexible_server", "properties.network.publicNetworkAccess", "Enabled", "Enabled"),
    ("postgresql_flexible_server", "properties.authConfig.passwordAuth", "Enabled", "Enabled"),
    ("mysql_flexible_server", "properties.network.publicNetworkAccess", "Enabled", "Enabled"),
    ("redis_cache", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("redis_cache", "properties.minimumTlsVersion", "1.0", "1.0"),
    ("redis_cache", "properties.disableAccessKeyAuthentication", False, False),
    ("servicebus_namespace", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("servicebus_namespace", "properties.disableLocalAuth", False, False),
    ("eventhub_namespace", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("eventhub_namespace", "properties.disableLocalAuth", False, False),
    ("eventgrid_topic", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("eventgrid_domain", "properties.disableLocalAuth", False, False),
    ("container_registry", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("container_registry", "properties.policies.exportPolicy.status", "enabled", "enabled"),
    ("container_registry", "properties.networkRuleBypassOptions", "AzureServices", "AzureServices"),
    ("container_app_environment", "properties.vnetConfiguration.internal", False, False),
    ("container_group", "properties.ipAddress.type", "Public", "Public"),
    ("linux_web_app", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("linux_web_app", "properties.httpsOnly", False, False),
    ("linux_web_app", "properties.siteConfig.vnetRouteAllEnabled", False, False),
    ("windows_function_app", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("logic_app_standard", "properties.siteConfig.ftpsState", "AllAllowed", "AllAllowed"),
    ("function_app", "properties.siteConfig.ftpsState", "AllAllowed", "AllAllowed"),
    ("kubernetes_cluster", "properties.apiServerAccessProfile.enablePrivateCluster", False, False),
    ("kubernetes_cluster", "properties.apiServerAccessProfile.disableRunCommand", False, False),
    ("kubernetes_cluster", "properties.disableLocalAccounts", False, False),
    ("kubernetes_cluster", "properties.networkProfile.outboundType", "loadBalancer", "loadBalancer"),
    ("machine_learning_workspace", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("ai_foundry", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("synapse_workspace", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("synapse_workspace", "properties.managedVirtualNetworkSettings.preventDataExfiltration", False, False),
    ("data_factory", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("databricks_workspace", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("databricks_workspace", "properties.parameters.enableNoPublicIp.value", False, True),
    ("log_analytics_workspace", "properties.publicNetworkAccessForIngestion", "Enabled", "Enabled"),
    ("log_analytics_workspace", "properties.publicNetworkAccessForQuery", "Enabled", "Enabled"),
    ("log_analytics_workspace", "properties.features.disableLocalAuth", False, False),
    ("application_insights", "properties.DisableLocalAuth", False, False),
    ("automation_account", "properties.publicNetworkAccess", True, True),
    ("automation_account", "properties.disableLocalAuth", False, False),
    ("recovery_services_vault", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("api_management", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("api_management", "properties.virtualNetworkType", "None", "None"),
    ("signalr_service", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("signalr_service", "properties.disableLocalAuth", False, False),
    ("iothub", "properties.publicNetworkAccess", "Enabled", "Enabled"),
    ("iothub", "properties.disableLocalAuth", False, False),
    ("public_ip", "sku.name", "Basic", "Standard"),
    ("lb", "sku.name", "Basic", "Standard"),
    ("subnet", "properties.defaultOutboundAccess", True, True),
    ("subnet", "properties.privateEndpointNetworkPolicies", "Disabled", "Disabled"),
    ("linux_virtual_machine", "properties.osProfile.linuxConfiguration.disablePasswordAuthentication", True, True),
)


@pytest.mark.parametrize(("kind", "path", "before", "since"), DOCUMENTED, ids=[f"{each[0]}-{each[1]}" for each in DOCUMENTED])
def test_what_is_not_written(plan: Any, kind: str, path: str, before: Any, since: Any) -> None:
    values = {"name": "x", "resource_group_name": "rg", "location": "westeurope", "virtual_network_name": "v"}
    earlier = ("", "~> 3.117", ">= 3.0", "<= 4.0", "!= 4.1.0", ">= 3.0, <= 4.99", ">= 3.0, != 4.0.0")
    later = ("~> 4.0", ">= 4.1, < 6.0", "= 4.1", "~> 4.10, != 4.12.0")
    for constraint, expected in (*((each, before) for each in earlier), *((each, since) for each in later)):
        provider = {"azurerm": {"name": "azurerm", "version_constraint": constraint}}
        rows = {f"azurerm_{kind}.x": values}
        graph = plan(rows) if not constraint else plan(rows, configuration={"provider_config": provider, "root_module": configured(kind)})
        (found,) = [each for each in graph if each.name in ("x", "v/x")]
        value: Any = found.body
        for step in path.split("."):
            value = value[step]
        assert value == expected, constraint


def configured(kind: str) -> dict[str, Any]:
    written = {"name": {"constant_value": "x"}}
    return {"resources": [{"mode": "managed", "type": f"azurerm_{kind}", "name": "x", "expressions": written}]}

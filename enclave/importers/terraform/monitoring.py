"""azurerm: Log Analytics, Application Insights, diagnostic settings, private link scopes, alerts, Grafana, recovery vaults.

Defaults (docs/r of each, 4.55): ingestion and queries from the internet on, local authentication on.
"""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.ids import parse
from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.identities import UNTOLD
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import (
    ENABLED,
    Below,
    Blocks,
    Field,
    Fixed,
    Link,
    Links,
    Made,
    Mapped,
    On,
    Part,
    Patch,
    Under,
    writes,
)
from enclave.importers.terraform.network_rules import PUBLIC
from enclave.importers.terraform.view import View

WORKSPACE = ("azurerm_log_analytics_workspace",)
WORKSPACE_TYPE = "Microsoft.OperationalInsights/workspaces"
SCOPE = ("azurerm_monitor_private_link_scope",)


def _local(target: str) -> Made:
    """`local_authentication_disabled`, or `local_authentication_enabled` of other versions."""

    def made(view: View) -> Value:
        off = view.value("local_authentication_disabled")
        if off is not MISSING:
            return off
        on = view.value("local_authentication_enabled")
        return on if isinstance(on, Unresolved) else on is False

    return Made(target, made)


def _logs(view: View) -> Value:
    rows = view.blocks("enabled_log")
    if isinstance(rows, Unresolved):
        return rows
    old = view.blocks("log")
    if isinstance(old, Unresolved):
        return old
    return [_category(row, True) for row in rows] + [_category(row, row.flag("enabled", True)) for row in old]


def _category(row: View, enabled: Value) -> Value:
    found: dict[str, Value] = {"enabled": enabled}
    for source, target in (("category", "category"), ("category_group", "categoryGroup")):
        value = row.value(source)
        if value is not MISSING:
            found[target] = value
    return found


def _metrics(view: View) -> Value:
    found: list[Value] = []
    for source in ("enabled_metric", "metric"):
        rows = view.blocks(source)
        if isinstance(rows, Unresolved):
            return rows
        found += [
            {"category": row.text("category"), "enabled": True if source == "enabled_metric" else row.flag("enabled", True)} for row in rows
        ]
    return found


def _workspace(view: View) -> Value | Absent:
    found = view.link("log_analytics_workspace_id", WORKSPACE)
    return view.link("workspace_id", WORKSPACE) if found is MISSING else found


def _stored(view: View) -> Value:
    """Where a backup vault keeps what it holds."""
    return [{"datastoreType": view.text("datastore_type"), "type": view.text("redundancy")}]


def _part(view: View, target: str) -> str:
    """Logs of a storage account are those of one of its services, and those of a SQL server its master database's.

    A plan does not show what stands behind the id: `"${azurerm_storage_account.a.id}/blobServices/default"`.
    Source: learn.microsoft.com/azure/storage/blobs/monitor-blob-storage, /azure/azure-sql/database/auditing-overview.
    """
    found = parse(target)
    logs = view.blocks("enabled_log") or view.blocks("log")
    if found is None or not logs or isinstance(view.resource.values.get("target_resource_id"), str):
        return target
    if found.type.lower() == "microsoft.storage/storageaccounts":
        return f"{target}/{UNTOLD}"
    return f"{target}/databases/master" if found.type.lower() == "microsoft.sql/servers" else target


def _receivers(view: View) -> Value | Absent:
    """The event hubs that alerts are sent to, by the names of their namespaces."""
    rows = view.blocks("event_hub_receiver")
    if isinstance(rows, Unresolved):
        return rows
    return [{"eventHubNameSpace": row.owner("event_hub_namespace", ("azurerm_eventhub_namespace",))} for row in rows] or MISSING


NAME = Field("name", "name")
STREAMS = Field("streams", "streams")
COLLECTION: tuple[Part, ...] = (
    Blocks("data_sources.syslog", "properties.dataSources.syslog", (NAME, STREAMS, Field("log_levels", "logLevels"))),
    *(
        Blocks(f"data_sources.{source}", f"properties.dataSources.{target}", (NAME, STREAMS))
        for source, target in (
            ("extension", "extensions"),
            ("iis_log", "iisLogs"),
            ("log_file", "logFiles"),
            ("performance_counter", "performanceCounters"),
            ("prometheus_forwarder", "prometheusForwarder"),
            ("windows_event_log", "windowsEventLogs"),
        )
    ),
    *(
        Blocks(f"destinations.{source}", f"properties.destinations.{target}", (NAME, Link(link, key)))
        for source, target, link, key in (
            ("log_analytics", "logAnalytics", "workspace_resource_id", "workspaceResourceId"),
            ("monitor_account", "monitoringAccounts", "monitor_account_id", "accountResourceId"),
            ("event_hub", "eventHubs", "event_hub_id", "eventHubResourceId"),
            ("event_hub_direct", "eventHubsDirect", "event_hub_id", "eventHubResourceId"),
            ("storage_blob", "storageAccounts", "storage_account_id", "storageAccountResourceId"),
            ("storage_blob_direct", "storageBlobsDirect", "storage_account_id", "storageAccountResourceId"),
            ("storage_table_direct", "storageTablesDirect", "storage_account_id", "storageAccountResourceId"),
        )
    ),
    Blocks(
        "data_flow",
        "properties.dataFlows",
        (STREAMS, Field("destinations", "destinations"), Field("transform_kql", "transformKql"), Field("output_stream", "outputStream")),
    ),
)
INTERNET: tuple[Part, ...] = (
    Field("internet_ingestion_enabled", "properties.publicNetworkAccessForIngestion", "Enabled", ENABLED),
    Field("internet_query_enabled", "properties.publicNetworkAccessForQuery", "Enabled", ENABLED),
)

MAPPINGS = (
    Mapped(
        "azurerm_log_analytics_workspace",
        WORKSPACE_TYPE,
        (
            Field("sku", "properties.sku.name", "PerGB2018"),
            Field("retention_in_days", "properties.retentionInDays", 30),
            *INTERNET,
            _local("properties.features.disableLocalAuth"),
            Field("daily_quota_gb", "properties.workspaceCapping.dailyQuotaGb"),
            Field("cmk_for_query_forced", "properties.forceCmkForQuery"),
            IDENTITY,
        ),
        answers={"workspace_id": "properties.customerId"},
    ),
    Mapped(
        "azurerm_log_analytics_linked_storage_account",
        f"{WORKSPACE_TYPE}/linkedStorageAccounts",
        (Links("storage_account_ids", "properties.storageAccountIds", ("azurerm_storage_account",), key=""),),
        Under("workspace_resource_id", WORKSPACE),
        name="data_source_type",
    ),
    Mapped(
        "azurerm_log_analytics_linked_service",
        f"{WORKSPACE_TYPE}/linkedServices",
        (Link("write_access_id", "properties.writeAccessResourceId"), Link("read_access_id", "properties.resourceId")),
        Under("workspace_id", WORKSPACE),
        name="'linked'",
    ),
    Mapped("azurerm_log_analytics_solution", "Microsoft.OperationsManagement/solutions", (), name="solution_name"),
    Mapped(
        "azurerm_application_insights",
        "Microsoft.Insights/components",
        (
            Field("application_type", "kind"),
            Field("application_type", "properties.Application_Type"),
            Link("workspace_id", "properties.WorkspaceResourceId", WORKSPACE),
            Field("retention_in_days", "properties.RetentionInDays"),
            *INTERNET,
            _local("properties.DisableLocalAuth"),
        ),
        answers={
            "instrumentation_key": "properties.InstrumentationKey",
            "connection_string": "properties.ConnectionString",
            "app_id": "properties.AppId",
        },
    ),
    Mapped(
        "azurerm_monitor_diagnostic_setting",
        "Microsoft.Insights/diagnosticSettings",
        (
            Made("properties.workspaceId", _workspace),
            Link("storage_account_id", "properties.storageAccountId", ("azurerm_storage_account",)),
            Link("eventhub_authorization_rule_id", "properties.eventHubAuthorizationRuleId"),
            Field("eventhub_name", "properties.eventHubName"),
            Field("log_analytics_destination_type", "properties.logAnalyticsDestinationType"),
            Link("partner_solution_id", "properties.marketplacePartnerId"),
            Made("properties.logs", _logs),
            Made("properties.metrics", _metrics),
        ),
        On("target_resource_id", _part),
    ),
    Mapped(
        "azurerm_monitor_private_link_scope",
        "Microsoft.Insights/privateLinkScopes",
        (
            Field("ingestion_access_mode", "properties.accessModeSettings.ingestionAccessMode", "Open"),
            Field("query_access_mode", "properties.accessModeSettings.queryAccessMode", "Open"),
        ),
    ),
    Mapped(
        "azurerm_monitor_private_link_scoped_service",
        "Microsoft.Insights/privateLinkScopes/scopedResources",
        (Link("linked_resource_id", "properties.linkedResourceId"),),
        Below(("scope_name",), SCOPE),
    ),
    Mapped(
        "azurerm_monitor_data_collection_endpoint",
        "Microsoft.Insights/dataCollectionEndpoints",
        (Field("public_network_access_enabled", "properties.networkAcls.publicNetworkAccess", "Enabled", ENABLED),),
    ),
    Mapped("azurerm_monitor_data_collection_rule", "Microsoft.Insights/dataCollectionRules", (Field("kind", "kind"), *COLLECTION)),
    Mapped(
        "azurerm_monitor_data_collection_rule_association",
        "Microsoft.Insights/dataCollectionRuleAssociations",
        (
            Link("data_collection_rule_id", "properties.dataCollectionRuleId", ("azurerm_monitor_data_collection_rule",)),
            Link("data_collection_endpoint_id", "properties.dataCollectionEndpointId", ("azurerm_monitor_data_collection_endpoint",)),
        ),
        On("target_resource_id"),
    ),
    Mapped("azurerm_monitor_workspace", "Microsoft.Monitor/accounts", (PUBLIC,)),
    Mapped(
        "azurerm_monitor_action_group",
        "Microsoft.Insights/actionGroups",
        (Made("properties.eventHubReceivers", _receivers),),
    ),
    Mapped("azurerm_monitor_metric_alert", "Microsoft.Insights/metricAlerts"),
    Mapped("azurerm_monitor_activity_log_alert", "Microsoft.Insights/activityLogAlerts"),
    Mapped("azurerm_monitor_scheduled_query_rules_alert_v2", "Microsoft.Insights/scheduledQueryRules"),
    Mapped("azurerm_monitor_autoscale_setting", "Microsoft.Insights/autoscalesettings"),
    Mapped(
        "azurerm_dashboard_grafana",
        "Microsoft.Dashboard/grafana",
        (
            Field("sku", "sku.name", "Standard"),
            PUBLIC,
            Field("api_key_enabled", "properties.apiKey", "Disabled", ENABLED),
            Field("zone_redundancy_enabled", "properties.zoneRedundancy", "Disabled", ENABLED),
            Field("smtp.enabled", "properties.grafanaConfigurations.smtp.enabled"),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_recovery_services_vault",
        "Microsoft.RecoveryServices/vaults",
        (
            Field("sku", "sku.name"),
            PUBLIC,
            Field("soft_delete_enabled", "properties.securitySettings.softDeleteSettings.softDeleteState", "Enabled", ENABLED),
            Field("immutability", "properties.securitySettings.immutabilitySettings.state"),
            Field("storage_mode_type", "properties.redundancySettings.standardTierStorageRedundancy", "GeoRedundant"),
            Field("cross_region_restore_enabled", "properties.redundancySettings.crossRegionRestore", "Disabled", ENABLED),
            Field("encryption.key_id", "properties.encryption.keyVaultProperties.keyUri"),
            Field("encryption.infrastructure_encryption_enabled", "properties.encryption.infrastructureEncryption", words=ENABLED),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_data_protection_backup_vault",
        "Microsoft.DataProtection/backupVaults",
        (
            Field("soft_delete", "properties.securitySettings.softDeleteSettings.state", "On"),
            Field("immutability", "properties.securitySettings.immutabilitySettings.state"),
            Made("properties.storageSettings", _stored),
            Field(
                "cross_region_restore_enabled", "properties.featureSettings.crossRegionRestoreSettings.state", "Disabled", ENABLED
            ),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_backup_policy_vm",
        "Microsoft.RecoveryServices/vaults/backupPolicies",
        (),
        Below(("recovery_vault_name",), ("azurerm_recovery_services_vault",)),
    ),
)
PATCHES = (
    Patch(
        "azurerm_data_protection_backup_vault_customer_managed_key",
        "data_protection_backup_vault_id",
        ("azurerm_data_protection_backup_vault",),
        writes(
            Fixed("properties.securitySettings.encryptionSettings.state", "Enabled"),
            Field("key_vault_key_id", "properties.securitySettings.encryptionSettings.keyVaultProperties.keyUri"),
        ),
    ),
)

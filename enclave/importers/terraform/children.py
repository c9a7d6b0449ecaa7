"""azurerm: parts of services that say who may use them or what they hold, by their ARM type and their parent alone."""

from __future__ import annotations

from typing import Final

from enclave.importers.terraform.ai_services import WORKSPACE as LEARNING
from enclave.importers.terraform.containers import REGISTRY
from enclave.importers.terraform.databases import COSMOS, MYSQL, SQL
from enclave.importers.terraform.mapping import Below, Blocks, Field, Fixed, Home, Link, Mapped, On, Under
from enclave.importers.terraform.messaging import BUS, BUS_TYPE, HUBS, HUBS_TYPE
from enclave.importers.terraform.monitoring import WORKSPACE as LOGS
from enclave.importers.terraform.platforms import FACTORY, KUSTO, SYNAPSE
from enclave.importers.terraform.storage import ACCOUNT

COSMOS_TYPE: Final = "Microsoft.DocumentDB/databaseAccounts"
FACTORY_TYPE: Final = "Microsoft.DataFactory/factories"
GALLERY: Final = ("azurerm_shared_image_gallery",)
RELAY: Final = ("azurerm_relay_namespace",)
INSIGHTS: Final = ("azurerm_application_insights",)
AUTOMATION: Final = ("azurerm_automation_account",)
QUEUE: Final = ("azurerm_servicebus_queue",)
TOPIC: Final = ("azurerm_servicebus_topic",)
LINKED: Final = (
    "azure_blob_storage", "azure_databricks", "azure_file_storage", "azure_function", "azure_search", "azure_sql_database",
    "azure_table_storage", "cosmosdb", "cosmosdb_mongoapi", "data_lake_storage_gen2", "key_vault", "kusto", "mysql", "odata",
    "odbc", "postgresql", "sftp", "snowflake", "sql_server", "synapse", "web",
)  # fmt: skip
DATASETS: Final = (
    "azure_blob", "azure_sql_table", "binary", "cosmosdb_sqlapi", "delimited_text", "http", "json", "mysql", "parquet",
    "postgresql", "snowflake", "sql_server_table",
)  # fmt: skip

PARTS: Final[tuple[tuple[str, str, Home], ...]] = (
    ("eventhub_namespace_authorization_rule", f"{HUBS_TYPE}/authorizationRules", Below(("namespace_name",), HUBS)),
    ("eventhub_authorization_rule", f"{HUBS_TYPE}/eventhubs/authorizationRules", Below(("namespace_name", "eventhub_name"), HUBS)),
    ("servicebus_queue_authorization_rule", f"{BUS_TYPE}/queues/authorizationRules", Under("queue_id", QUEUE)),
    ("servicebus_topic_authorization_rule", f"{BUS_TYPE}/topics/authorizationRules", Under("topic_id", TOPIC)),
    ("kubernetes_cluster_extension", "Microsoft.KubernetesConfiguration/extensions", On("cluster_id")),
    ("kubernetes_flux_configuration", "Microsoft.KubernetesConfiguration/fluxConfigurations", On("cluster_id")),
    ("container_registry_task", "Microsoft.ContainerRegistry/registries/tasks", Under("container_registry_id", REGISTRY)),
    ("cosmosdb_table", f"{COSMOS_TYPE}/tables", Below(("account_name",), COSMOS)),
    ("cosmosdb_cassandra_keyspace", f"{COSMOS_TYPE}/cassandraKeyspaces", Below(("account_name",), COSMOS)),
    ("cosmosdb_gremlin_graph", f"{COSMOS_TYPE}/gremlinDatabases/graphs", Below(("account_name", "database_name"), COSMOS)),
    ("cosmosdb_mongo_collection", f"{COSMOS_TYPE}/mongodbDatabases/collections", Below(("account_name", "database_name"), COSMOS)),
    ("synapse_managed_private_endpoint", "Microsoft.Synapse/workspaces/managedPrivateEndpoints", Under("synapse_workspace_id", SYNAPSE)),
    ("synapse_spark_pool", "Microsoft.Synapse/workspaces/bigDataPools", Under("synapse_workspace_id", SYNAPSE)),
    ("synapse_sql_pool", "Microsoft.Synapse/workspaces/sqlPools", Under("synapse_workspace_id", SYNAPSE)),
    ("data_factory_integration_runtime_self_hosted", f"{FACTORY_TYPE}/integrationRuntimes", Under("data_factory_id", FACTORY)),
    ("data_factory_trigger_schedule", f"{FACTORY_TYPE}/triggers", Under("data_factory_id", FACTORY)),
    ("data_factory_trigger_blob_event", f"{FACTORY_TYPE}/triggers", Under("data_factory_id", FACTORY)),
    *((f"data_factory_linked_service_{kind}", f"{FACTORY_TYPE}/linkedservices", Under("data_factory_id", FACTORY)) for kind in LINKED),
    *((f"data_factory_dataset_{kind}", f"{FACTORY_TYPE}/datasets", Under("data_factory_id", FACTORY)) for kind in DATASETS),
    ("shared_image", "Microsoft.Compute/galleries/images", Below(("gallery_name",), GALLERY)),
    ("dedicated_host", "Microsoft.Compute/hostGroups/hosts", Under("dedicated_host_group_id", ("azurerm_dedicated_host_group",))),
    *(
        (f"automation_{source}", f"Microsoft.Automation/automationAccounts/{kind}", Below(("automation_account_name",), AUTOMATION))
        for source, kind in (
            ("runbook", "runbooks"), ("webhook", "webhooks"), ("module", "modules"), ("python3_package", "python3Packages"),
            ("dsc_configuration", "configurations"), ("dsc_nodeconfiguration", "nodeConfigurations"),
        )
    ),
    *(
        (f"automation_{source}", f"Microsoft.Automation/automationAccounts/{kind}", Under("automation_account_id", AUTOMATION))
        for source, kind in (
            ("powershell72_module", "powerShell72Modules"), ("watcher", "watchers"), ("source_control", "sourceControls"),
            ("software_update_configuration", "softwareUpdateConfigurations"),
        )
    ),
    ("relay_namespace_authorization_rule", "Microsoft.Relay/namespaces/authorizationRules", Below(("namespace_name",), RELAY)),
    (
        "container_registry_credential_set",
        "Microsoft.ContainerRegistry/registries/credentialSets",
        Under("container_registry_id", REGISTRY),
    ),
    ("application_insights_api_key", "Microsoft.Insights/components/apiKeys", Under("application_insights_id", INSIGHTS)),
)
"""azurerm's type without its prefix, ARM's type, and where it lies."""

MAPPINGS = (
    *(Mapped(f"azurerm_{source}", kind, (), home) for source, kind, home in PARTS),
    Mapped(
        "azurerm_container_registry_token",
        "Microsoft.ContainerRegistry/registries/tokens",
        (
            Link("scope_map_id", "properties.scopeMapId", ("azurerm_container_registry_scope_map",)),
            Field("enabled", "properties.status", "enabled", {"true": "enabled", "false": "disabled"}),
        ),
        Below(("container_registry_name",), REGISTRY),
    ),
    Mapped(
        "azurerm_container_registry_webhook",
        "Microsoft.ContainerRegistry/registries/webhooks",
        (Field("service_uri", "properties.serviceUri"),),
        Below(("registry_name",), REGISTRY),
    ),
    Mapped(
        "azurerm_machine_learning_inference_cluster",
        "Microsoft.MachineLearningServices/workspaces/computes",
        (
            Fixed("properties.computeType", "AKS"),
            Link("kubernetes_cluster_id", "properties.resourceId", ("azurerm_kubernetes_cluster",)),
        ),
        Under("machine_learning_workspace_id", LEARNING),
    ),
    Mapped(
        "azurerm_eventhub_namespace_disaster_recovery_config",
        f"{HUBS_TYPE}/disasterRecoveryConfigs",
        (Link("partner_namespace_id", "properties.partnerNamespace", HUBS),),
        Below(("namespace_name",), HUBS),
    ),
    Mapped(
        "azurerm_servicebus_namespace_disaster_recovery_config",
        f"{BUS_TYPE}/disasterRecoveryConfigs",
        (Link("partner_namespace_id", "properties.partnerNamespace", BUS),),
        Under("primary_namespace_id", BUS),
    ),
    Mapped(
        "azurerm_dashboard_grafana_managed_private_endpoint",
        "Microsoft.Dashboard/grafana/managedPrivateEndpoints",
        (Link("private_link_resource_id", "properties.privateLinkResourceId"),),
        Under("grafana_id", ("azurerm_dashboard_grafana",)),
    ),
    Mapped(
        "azurerm_automation_job_schedule",
        "Microsoft.Automation/automationAccounts/jobSchedules",
        (Field("runbook_name", "properties.runbook.name"), Field("schedule_name", "properties.schedule.name")),
        Below(("automation_account_name",), AUTOMATION),
        name="runbook_name",
    ),
    Mapped(
        "azurerm_relay_hybrid_connection",
        "Microsoft.Relay/namespaces/hybridConnections",
        (Field("requires_client_authorization", "properties.requiresClientAuthorization", True),),
        Below(("relay_namespace_name",), RELAY),
    ),
    Mapped(
        "azurerm_mssql_failover_group",
        "Microsoft.Sql/servers/failoverGroups",
        (Blocks("partner_server", "properties.partnerServers", (Link("id", "id", SQL),)),),
        Under("server_id", SQL),
    ),
    Mapped(
        "azurerm_shared_image_version",
        "Microsoft.Compute/galleries/images/versions",
        (Blocks("target_region", "properties.publishingProfile.targetRegions", (Field("name", "name"),)),),
        Below(("gallery_name", "image_name"), GALLERY),
    ),
    Mapped(
        "azurerm_log_analytics_data_export_rule",
        "Microsoft.OperationalInsights/workspaces/dataExports",
        (
            Link("destination_resource_id", "properties.destination.resourceId"),
            Field("table_names", "properties.tableNames"),
            Field("enabled", "properties.enable", False),
        ),
        Under("workspace_resource_id", LOGS),
    ),
    Mapped(
        "azurerm_storage_account_local_user",
        "Microsoft.Storage/storageAccounts/localUsers",
        (
            Field("ssh_password_enabled", "properties.hasSshPassword", False),
            Field("ssh_key_enabled", "properties.hasSshKey", False),
            Blocks("ssh_authorized_key", "properties.sshAuthorizedKeys", (Field("key", "key"), Field("description", "description"))),
            Field("home_directory", "properties.homeDirectory"),
        ),
        Under("storage_account_id", ACCOUNT),
    ),
    Mapped(
        "azurerm_mysql_flexible_server_active_directory_administrator",
        "Microsoft.DBforMySQL/flexibleServers/administrators",
        (Field("object_id", "properties.sid"), Field("login", "properties.login")),
        Under("server_id", MYSQL),
        name="'ActiveDirectory'",
    ),
    *(
        Mapped(
            f"azurerm_kusto_{kind}_principal_assignment",
            f"Microsoft.Kusto/clusters/{target}principalAssignments",
            (Field("principal_id", "properties.principalId"), Field("role", "properties.role")),
            Below(names, KUSTO),
        )
        for kind, target, names in (
            ("cluster", "", ("cluster_name",)),
            ("database", "databases/", ("cluster_name", "database_name")),
        )
    ),
    *(
        Mapped(
            f"azurerm_synapse_workspace_{kind}",
            f"Microsoft.Synapse/workspaces/{target}",
            (Field("object_id", "properties.sid"), Field("login", "properties.login")),
            Under("synapse_workspace_id", SYNAPSE),
            name="'activeDirectory'",
        )
        for kind, target in (("aad_admin", "administrators"), ("sql_aad_admin", "sqlAdministrators"))
    ),
)

"""azurerm: Cosmos DB, SQL servers, PostgreSQL and MySQL flexible servers, and caches.

Defaults (docs/r of each, 4.55): public network access on; passwords, keys and local authentication on.
"""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Resource, Unresolved, Value
from enclave.importers.terraform.customer_keys import from_key
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import (
    ENABLED,
    NEGATED,
    Below,
    Blocks,
    Field,
    Fixed,
    Link,
    Links,
    Made,
    Mapped,
    Part,
    Patch,
    Under,
    built,
    put,
    writes,
)
from enclave.importers.terraform.network_rules import PUBLIC
from enclave.importers.terraform.networks import SUBNET
from enclave.importers.terraform.view import View

MONGO_TYPE = "Microsoft.DocumentDB/mongoClusters"
MONGO = ("azurerm_mongo_cluster",)
COSMOS = ("azurerm_cosmosdb_account",)
COSMOS_TYPE = "Microsoft.DocumentDB/databaseAccounts"
SQL = ("azurerm_mssql_server",)
SQL_TYPE = "Microsoft.Sql/servers"
POSTGRES = ("azurerm_postgresql_flexible_server",)
POSTGRES_TYPE = "Microsoft.DBforPostgreSQL/flexibleServers"
MYSQL = ("azurerm_mysql_flexible_server",)
MYSQL_TYPE = "Microsoft.DBforMySQL/flexibleServers"
REDIS = ("azurerm_redis_cache",)
REDIS_TYPE = "Microsoft.Cache/redis"
ENTERPRISE = ("azurerm_redis_enterprise_cluster",)
ENTERPRISE_TYPE = "Microsoft.Cache/redisEnterprise"
UNDER_SQL = Under("server_id", SQL)
RANGE: tuple[Part, ...] = (
    Field("start_ip_address", "properties.startIpAddress"),
    Field("end_ip_address", "properties.endIpAddress"),
)


def _ranges(view: View) -> Value | Absent:
    """A set of ranges; in 3.x one text with commas."""
    found = view.value("ip_range_filter")
    if isinstance(found, str):
        found = [part.strip() for part in found.split(",") if part.strip()]
    return [{"ipAddressOrRange": each} for each in found] if isinstance(found, list) else found


def _local_authentication(view: View) -> Value:
    """`local_authentication_disabled`; later versions turn the name round."""
    off = view.value("local_authentication_disabled")
    if off is not MISSING:
        return off
    on = view.value("local_authentication_enabled")
    return on if isinstance(on, Unresolved) else on is False


def _backup(view: View) -> Value | Absent:
    kind = view.value("backup.type")
    if kind is MISSING or not isinstance(kind, str):
        return kind
    if kind.lower() == "continuous":
        tier = view.text("backup.tier", "Continuous30Days")
        return {"type": "Continuous", "continuousModeProperties": {"tier": tier}}
    found: dict[str, Value] = {}
    for source, target in (
        ("interval_in_minutes", "backupIntervalInMinutes"),
        ("retention_in_hours", "backupRetentionIntervalInHours"),
        ("storage_redundancy", "backupStorageRedundancy"),
    ):
        value = view.value(f"backup.{source}")
        if value is not MISSING:
            found[target] = value
    return {"type": "Periodic", "periodicModeProperties": found}


def _server(kind: str, parts: tuple[Part, ...]) -> Mapped:
    arm = POSTGRES_TYPE if kind == "postgresql" else MYSQL_TYPE
    return Mapped(
        f"azurerm_{kind}_flexible_server",
        arm,
        (
            Field("sku_name", "sku.name"),
            Field("version", "properties.version"),
            Field("public_network_access_enabled|public_network_access", "properties.network.publicNetworkAccess", "Enabled", ENABLED),
            Link("delegated_subnet_id", "properties.network.delegatedSubnetResourceId", SUBNET),
            Field("backup_retention_days", "properties.backup.backupRetentionDays", 7),
            Field("geo_redundant_backup_enabled", "properties.backup.geoRedundantBackup", "Disabled", ENABLED),
            Field("high_availability.mode", "properties.highAvailability.mode"),
            Link("source_server_id", "properties.sourceServerResourceId", (f"azurerm_{kind}_flexible_server",)),
            IDENTITY,
            *parts,
        ),
        answers={"fqdn": "properties.fullyQualifiedDomainName"},
    )


def _database(view: View, made: Resource) -> Iterator[Resource]:
    """The default database of managed Redis, which stands inline. Keys are off unless they are asked for."""
    block = view.block("default_database")
    if block is None:
        return
    body: dict[str, Value] = (
        {"properties": block}
        if isinstance(block, Unresolved)
        else built(
            (
                Field("access_keys_authentication_enabled", "properties.accessKeysAuthentication", "Disabled", ENABLED),
                Field("client_protocol", "properties.clientProtocol", "Encrypted"),
                Field("eviction_policy", "properties.evictionPolicy"),
            ),
            block,
        )
    )
    yield Resource(f"{ENTERPRISE_TYPE}/databases", "", f"{made.name}/default", made.scope, body)


def _encrypted(view: View, made: Resource) -> Iterator[Resource]:
    """Whether a database is stored encrypted: a resource of its own in ARM, on by default (docs/r, 4.55)."""
    on = view.flag("transparent_data_encryption_enabled", default=True)
    state: Value = on if isinstance(on, Unresolved) else "Enabled" if on else "Disabled"
    kind = f"{made.type}/transparentDataEncryption"
    yield Resource(kind, "", f"{made.name}/current", made.scope, {"properties": {"state": state}})


MAPPINGS = (
    Mapped(
        "azurerm_cosmosdb_account",
        COSMOS_TYPE,
        (
            Field("kind", "kind", "GlobalDocumentDB"),
            Fixed("properties.databaseAccountOfferType", "Standard"),
            PUBLIC,
            Made("properties.disableLocalAuth", _local_authentication),
            Made("properties.ipRules", _ranges),
            Field("is_virtual_network_filter_enabled", "properties.isVirtualNetworkFilterEnabled", False),
            Blocks("virtual_network_rule", "properties.virtualNetworkRules", (Link("id", "id", SUBNET),)),
            Field(
                "network_acl_bypass_for_azure_services", "properties.networkAclBypass", "None", {"true": "AzureServices", "false": "None"}
            ),
            Blocks("capabilities", "properties.capabilities", (Field("name", "name"),)),
            Field("network_acl_bypass_ids", "properties.networkAclBypassResourceIds"),
            Field("minimal_tls_version", "properties.minimalTlsVersion", "Tls12"),
            Field("automatic_failover_enabled|enable_automatic_failover", "properties.enableAutomaticFailover", False),
            Field("access_key_metadata_writes_enabled", "properties.disableKeyBasedMetadataWriteAccess", False, NEGATED),
            Made("properties.keyVaultKeyUri", from_key("key_vault_key_id", lambda key: key.uri)),
            Made("properties.backupPolicy", _backup),
            Blocks(
                "geo_location",
                "properties.locations",
                (
                    Field("location", "locationName"),
                    Field("failover_priority", "failoverPriority"),
                    Field("zone_redundant", "isZoneRedundant"),
                ),
            ),
            IDENTITY,
        ),
        answers={"endpoint": "properties.documentEndpoint"},
    ),
    Mapped("azurerm_cosmosdb_sql_database", f"{COSMOS_TYPE}/sqlDatabases", (), Below(("account_name",), COSMOS)),
    Mapped(
        "azurerm_cosmosdb_sql_container", f"{COSMOS_TYPE}/sqlDatabases/containers", (), Below(("account_name", "database_name"), COSMOS)
    ),
    Mapped(
        "azurerm_cosmosdb_sql_role_assignment",
        f"{COSMOS_TYPE}/sqlRoleAssignments",
        (
            Field("principal_id", "properties.principalId"),
            Link("role_definition_id", "properties.roleDefinitionId"),
            Link("scope", "properties.scope"),
        ),
        Below(("account_name",), COSMOS),
    ),
    Mapped(
        "azurerm_cosmosdb_sql_role_definition",
        f"{COSMOS_TYPE}/sqlRoleDefinitions",
        (Field("name", "properties.roleName"),),
        Below(("account_name",), COSMOS),
        name="role_definition_id",
    ),
    *(
        Mapped(f"azurerm_cosmosdb_{kind}_database", f"{COSMOS_TYPE}/{target}", (), Below(("account_name",), COSMOS))
        for kind, target in (("mongo", "mongodbDatabases"), ("gremlin", "gremlinDatabases"))
    ),
    Mapped(
        "azurerm_mssql_server",
        SQL_TYPE,
        (
            Field("version", "properties.version"),
            PUBLIC,
            Field("minimum_tls_version", "properties.minimalTlsVersion", "1.2"),
            Field("azuread_administrator.azuread_authentication_only", "properties.administrators.azureADOnlyAuthentication"),
            Field("azuread_administrator.object_id", "properties.administrators.sid"),
            Field("azuread_administrator.login_username", "properties.administrators.login"),
            Field("administrator_login", "properties.administratorLogin"),
            Field("outbound_network_restriction_enabled", "properties.restrictOutboundNetworkAccess", "Disabled", ENABLED),
            Made("properties.keyId", from_key("transparent_data_encryption_key_vault_key_id", lambda key: key.uri)),
            Link("primary_user_assigned_identity_id", "properties.primaryUserAssignedIdentityId", ("azurerm_user_assigned_identity",)),
            IDENTITY,
        ),
        answers={"fully_qualified_domain_name": "properties.fullyQualifiedDomainName"},
    ),
    Mapped("azurerm_mssql_firewall_rule", f"{SQL_TYPE}/firewallRules", RANGE, UNDER_SQL),
    Mapped("azurerm_mssql_outbound_firewall_rule", f"{SQL_TYPE}/outboundFirewallRules", (), UNDER_SQL),
    Mapped(
        "azurerm_mssql_virtual_network_rule",
        f"{SQL_TYPE}/virtualNetworkRules",
        (Link("subnet_id", "properties.virtualNetworkSubnetId", SUBNET),),
        UNDER_SQL,
    ),
    Mapped(
        "azurerm_mssql_database",
        f"{SQL_TYPE}/databases",
        (
            Field("sku_name", "sku.name"),
            Field("zone_redundant", "properties.zoneRedundant"),
            Field("storage_account_type", "properties.requestedBackupStorageRedundancy"),
            Field("ledger_enabled", "properties.isLedgerOn"),
            Link("creation_source_database_id", "properties.sourceDatabaseId", ("azurerm_mssql_database",)),
        ),
        UNDER_SQL,
        also=_encrypted,
    ),
    Mapped(
        "azurerm_mssql_managed_instance",
        "Microsoft.Sql/managedInstances",
        (
            Link("subnet_id", "properties.subnetId", SUBNET),
            Field(
                "storage_account_type",
                "properties.requestedBackupStorageRedundancy",
                "Geo",
                {"grs": "Geo", "gzrs": "GeoZone", "lrs": "Local", "zrs": "Zone"},
            ),
            Field("public_data_endpoint_enabled", "properties.publicDataEndpointEnabled", False),
            Field("minimum_tls_version", "properties.minimalTlsVersion", "1.2"),
            Field(
                "azure_active_directory_administrator.azuread_authentication_only_enabled",
                "properties.administrators.azureADOnlyAuthentication",
            ),
            IDENTITY,
        ),
    ),
    Mapped("azurerm_mssql_elasticpool", f"{SQL_TYPE}/elasticPools", (), Below(("server_name",), SQL)),
    Mapped(
        "azurerm_mssql_server_extended_auditing_policy",
        f"{SQL_TYPE}/extendedAuditingSettings",
        (
            Field("enabled", "properties.state", "Enabled", ENABLED),
            Field("retention_in_days", "properties.retentionDays"),
            Field("log_monitoring_enabled", "properties.isAzureMonitorTargetEnabled", True),
            Field("storage_endpoint", "properties.storageEndpoint"),
        ),
        UNDER_SQL,
        name="'default'",
    ),
    Mapped(
        "azurerm_mssql_server_security_alert_policy",
        f"{SQL_TYPE}/securityAlertPolicies",
        (Field("state", "properties.state"), Field("storage_endpoint", "properties.storageEndpoint")),
        Below(("server_name",), SQL),
        name="'Default'",
    ),
    Mapped("azurerm_mssql_server_microsoft_support_auditing_policy", f"{SQL_TYPE}/devOpsAuditingSettings", (), UNDER_SQL, name="'Default'"),
    _server(
        "postgresql",
        (
            Field("authentication.password_auth_enabled", "properties.authConfig.passwordAuth", "Enabled", ENABLED),
            Field("authentication.active_directory_auth_enabled", "properties.authConfig.activeDirectoryAuth", "Disabled", ENABLED),
            Link("private_dns_zone_id", "properties.network.privateDnsZoneArmResourceId", ("azurerm_private_dns_zone",)),
            Made("properties.dataEncryption.primaryKeyURI", from_key("customer_managed_key.key_vault_key_id", lambda key: key.uri)),
            Made("properties.dataEncryption.type", from_key("customer_managed_key.key_vault_key_id", lambda key: "AzureKeyVault")),
        ),
    ),
    Mapped("azurerm_postgresql_flexible_server_firewall_rule", f"{POSTGRES_TYPE}/firewallRules", RANGE, Under("server_id", POSTGRES)),
    Mapped(
        "azurerm_postgresql_flexible_server_configuration",
        f"{POSTGRES_TYPE}/configurations",
        (Field("value", "properties.value"),),
        Under("server_id", POSTGRES),
    ),
    Mapped("azurerm_postgresql_flexible_server_database", f"{POSTGRES_TYPE}/databases", (), Under("server_id", POSTGRES)),
    Mapped(
        "azurerm_postgresql_flexible_server_active_directory_administrator",
        f"{POSTGRES_TYPE}/administrators",
        (
            Field("object_id", "properties.objectId"),
            Field("principal_type", "properties.principalType"),
            Field("principal_name", "properties.principalName"),
        ),
        Below(("server_name",), POSTGRES),
        name="object_id",
    ),
    _server("mysql", (Link("private_dns_zone_id", "properties.network.privateDnsZoneResourceId", ("azurerm_private_dns_zone",)),)),
    Mapped("azurerm_mysql_flexible_server_firewall_rule", f"{MYSQL_TYPE}/firewallRules", RANGE, Below(("server_name",), MYSQL)),
    Mapped(
        "azurerm_mysql_flexible_server_configuration",
        f"{MYSQL_TYPE}/configurations",
        (Field("value", "properties.value"),),
        Below(("server_name",), MYSQL),
    ),
    Mapped("azurerm_mysql_flexible_database", f"{MYSQL_TYPE}/databases", (), Below(("server_name",), MYSQL)),
    Mapped(
        "azurerm_redis_cache",
        REDIS_TYPE,
        (
            Field("sku_name", "properties.sku.name"),
            Field("family", "properties.sku.family"),
            Field("capacity", "properties.sku.capacity"),
            PUBLIC,
            Field("non_ssl_port_enabled|enable_non_ssl_port", "properties.enableNonSslPort", False),
            Field("minimum_tls_version", "properties.minimumTlsVersion", "1.0"),
            Field("access_keys_authentication_enabled", "properties.disableAccessKeyAuthentication", False, NEGATED),
            Field(
                "redis_configuration.authentication_enabled|redis_configuration.enable_authentication",
                "properties.redisConfiguration.authnotrequired",
                words=NEGATED,
            ),
            *(
                Field(f"redis_configuration.{source}", f"properties.redisConfiguration.{source.replace('_', '-')}")
                for source in ("rdb_storage_connection_string", "aof_storage_connection_string_0", "aof_storage_connection_string_1")
            ),
            Link("subnet_id", "properties.subnetId", SUBNET),
            Field("zones", "zones"),
            IDENTITY,
        ),
        answers={"hostname": "properties.hostName"},
    ),
    Mapped(
        "azurerm_redis_firewall_rule",
        f"{REDIS_TYPE}/firewallRules",
        (Field("start_ip", "properties.startIP"), Field("end_ip", "properties.endIP")),
        Below(("redis_cache_name",), REDIS),
    ),
    Mapped(
        "azurerm_mongo_cluster",
        MONGO_TYPE,
        (
            Field("public_network_access", "properties.publicNetworkAccess", "Enabled"),
            Field("authentication_methods", "properties.authConfig.allowedModes"),
            Link("source_server_id", "properties.replicaParameters.sourceResourceId", MONGO),
            Made(
                "properties.encryption.customerManagedKeyEncryption.keyEncryptionKeyUrl",
                from_key("customer_managed_key.key_vault_key_id", lambda key: key.uri),
            ),
            IDENTITY,
        ),
    ),
    Mapped("azurerm_mongo_cluster_firewall_rule", f"{MONGO_TYPE}/firewallRules", RANGE, Under("mongo_cluster_id", MONGO)),
    Mapped("azurerm_redis_cache_access_policy", f"{REDIS_TYPE}/accessPolicies", (), Under("redis_cache_id", REDIS)),
    Mapped(
        "azurerm_redis_cache_access_policy_assignment",
        f"{REDIS_TYPE}/accessPolicyAssignments",
        (Field("object_id", "properties.objectId"), Field("access_policy_name", "properties.accessPolicyName")),
        Under("redis_cache_id", REDIS),
    ),
    Mapped(
        "azurerm_managed_redis",
        ENTERPRISE_TYPE,
        (
            Field("sku_name", "sku.name"),
            Field("public_network_access", "properties.publicNetworkAccess", "Enabled"),
            Field("high_availability_enabled", "properties.highAvailability", "Enabled", ENABLED),
            Made(
                "properties.encryption.customerManagedKeyEncryption.keyEncryptionKeyUrl",
                from_key("customer_managed_key.key_vault_key_id", lambda key: key.uri),
            ),
            IDENTITY,
        ),
        answers={"hostname": "properties.hostName"},
        also=_database,
    ),
    Mapped(
        "azurerm_redis_enterprise_cluster",
        ENTERPRISE_TYPE,
        (Field("sku_name", "sku.name"), Field("minimum_tls_version", "properties.minimumTlsVersion", "1.2"), Field("zones", "zones")),
    ),
    Mapped(
        "azurerm_redis_enterprise_database",
        f"{ENTERPRISE_TYPE}/databases",
        (
            Field("client_protocol", "properties.clientProtocol", "Encrypted"),
            Field("port", "properties.port"),
            Links("linked_database_id", "properties.geoReplication.linkedDatabases"),
        ),
        Under("cluster_id", ENTERPRISE),
        name="'default'",
    ),
)


def _key_of_server(body: dict[str, Value], view: View) -> bool:
    found = view.value("key_vault_key_id")
    if found is not MISSING:
        put(body, "properties.keyId", found)
    return True


PATCHES = (
    Patch("azurerm_mssql_server_transparent_data_encryption", "server_id", SQL, _key_of_server),
    Patch("azurerm_mssql_database_extended_auditing_policy", "database_id", ("azurerm_mssql_database",), writes()),
)

# data-services/sql-database: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "server" {
  type      = "Microsoft.Sql/servers@2025-01-01"
  parent_id = var.resource_group_id
  name      = var.server_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      version = "12.0"
      administrators = {
        administratorType         = "ActiveDirectory"
        principalType             = "Group"
        login                     = "enclave-operators"
        sid                       = "55555555-5555-5555-5555-555555555555"
        tenantId                  = "11111111-1111-1111-1111-111111111111"
        azureADOnlyAuthentication = true
      }
      publicNetworkAccess           = "Disabled"
      minimalTlsVersion             = "1.2"
      restrictOutboundNetworkAccess = "Enabled"
      keyId                         = var.key_uri_with_versions.sql
      primaryUserAssignedIdentityId = var.user_assigned_identity_ids.sql
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.sql]
  }
}

resource "azapi_resource" "connection_policy" {
  type      = "Microsoft.Sql/servers/connectionPolicies@2025-01-01"
  parent_id = azapi_resource.server.id
  name      = "default"
  body = {
    properties = {
      connectionType = "Proxy"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "auditing_setting" {
  type      = "Microsoft.Sql/servers/auditingSettings@2025-01-01"
  parent_id = azapi_resource.server.id
  name      = "default"
  body = {
    properties = {
      state                       = "Enabled"
      isAzureMonitorTargetEnabled = true
      isDevopsAuditEnabled        = true
      auditActionsAndGroups = [
        "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
        "FAILED_DATABASE_AUTHENTICATION_GROUP",
        "BATCH_COMPLETED_GROUP",
      ]
      retentionDays = 365
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.connection_policy]
}

resource "azapi_resource" "security_alert_policy" {
  type      = "Microsoft.Sql/servers/securityAlertPolicies@2025-01-01"
  parent_id = azapi_resource.server.id
  name      = "Default"
  body = {
    properties = {
      state              = "Enabled"
      disabledAlerts     = []
      emailAccountAdmins = true
      emailAddresses = [
        "ai-platform@contoso.example",
        "security@contoso.example",
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.auditing_setting]
}

resource "azapi_resource" "sql_vulnerability_assessment" {
  type      = "Microsoft.Sql/servers/sqlVulnerabilityAssessments@2025-01-01"
  parent_id = azapi_resource.server.id
  name      = "default"
  body = {
    properties = {
      state = "Enabled"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.security_alert_policy]
}

resource "azapi_resource" "server_master_database" {
  type      = "Microsoft.Sql/servers/databases@2025-01-01"
  parent_id = azapi_resource.server.id
  name      = "master"
  location  = var.location
  body = {
    properties = {}
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.sql_vulnerability_assessment]
}

resource "azapi_resource" "server_enclave_database" {
  type      = "Microsoft.Sql/servers/databases@2025-01-01"
  parent_id = azapi_resource.server.id
  name      = "enclave"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name     = "GP_Gen5"
      tier     = "GeneralPurpose"
      capacity = 2
    }
    properties = {
      zoneRedundant                    = true
      requestedBackupStorageRedundancy = "GeoZone"
      preferredEnclaveType             = "VBS"
      isLedgerOn                       = true
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.server_master_database]
}

resource "azapi_resource" "backup_short_term_retention_policy" {
  type      = "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies@2025-01-01"
  parent_id = azapi_resource.server_enclave_database.id
  name      = "default"
  body = {
    properties = {
      retentionDays             = 35
      diffBackupIntervalInHours = 12
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "backup_long_term_retention_policy" {
  type      = "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies@2025-01-01"
  parent_id = azapi_resource.server_enclave_database.id
  name      = "default"
  body = {
    properties = {
      weeklyRetention           = "P12W"
      monthlyRetention          = "P12M"
      yearlyRetention           = "P6Y"
      weekOfYear                = 1
      timeBasedImmutability     = "Enabled"
      timeBasedImmutabilityMode = "Unlocked"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.backup_short_term_retention_policy]
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.server_name}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.server_name}"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.server_name}"
          properties = {
            privateLinkServiceId = "${azapi_resource.server.parent_id}/providers/Microsoft.Sql/servers/${azapi_resource.server.name}"
            groupIds             = ["sqlServer"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.backup_long_term_retention_policy]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-database-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.database.windows.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

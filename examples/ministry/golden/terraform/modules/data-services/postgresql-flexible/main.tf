# data-services/postgresql-flexible: written by `enclave build`; change enclave.yaml, not this file

locals {
  configurations = [
    {
      name  = "require_secure_transport"
      value = "on"
    },
    {
      name  = "ssl_min_protocol_version"
      value = "TLSv1.2"
    },
    {
      name  = "log_checkpoints"
      value = "on"
    },
    {
      name  = "log_connections"
      value = "on"
    },
    {
      name  = "log_disconnections"
      value = "on"
    },
    {
      name  = "connection_throttle.enable"
      value = "on"
    },
    {
      name  = "azure.extensions"
      value = "PGAUDIT,PGCRYPTO,VECTOR"
    },
    {
      name  = "shared_preload_libraries"
      value = "pg_cron,pg_stat_statements,pgaudit"
    },
    {
      name  = "pgaudit.log"
      value = "ddl,role,misc,write"
    },
  ]
}

resource "azapi_resource" "flexible_server" {
  type      = "Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01"
  parent_id = var.resource_group_id
  name      = var.flexible_server_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Standard_D2ds_v5"
      tier = "GeneralPurpose"
    }
    properties = {
      version = "17"
      storage = {
        storageSizeGB = 128
        autoGrow      = "Enabled"
      }
      authConfig = {
        activeDirectoryAuth = "Enabled"
        passwordAuth        = "Disabled"
        tenantId            = "61111111-1111-1111-1111-111111111111"
      }
      network = {
        publicNetworkAccess = "Disabled"
      }
      highAvailability = {
        mode = "Disabled"
      }
      backup = {
        backupRetentionDays = 35
        geoRedundantBackup  = "Disabled"
      }
      dataEncryption = {
        type                          = "AzureKeyVault"
        primaryKeyURI                 = var.key_uris.postgresql
        primaryUserAssignedIdentityId = var.user_assigned_identity_ids.postgresql
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.postgresql]
  }
}

resource "azapi_resource" "administrator" {
  type      = "Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01"
  parent_id = azapi_resource.flexible_server.id
  name      = "65555555-5555-5555-5555-555555555555"
  body = {
    properties = {
      principalName = "enclave-operators"
      principalType = "Group"
      tenantId      = "61111111-1111-1111-1111-111111111111"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "configuration" {
  for_each = { for configuration in local.configurations : configuration.name => configuration }

  type      = "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01"
  parent_id = azapi_resource.flexible_server.id
  name      = each.value.name
  body = {
    properties = {
      value  = each.value.value
      source = "user-override"
    }
  }
  locks                     = [azapi_resource.flexible_server.id]
  schema_validation_enabled = true

  depends_on = [azapi_resource.administrator]
}

resource "azapi_resource" "database" {
  type      = "Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01"
  parent_id = azapi_resource.flexible_server.id
  name      = "enclave"
  body = {
    properties = {
      charset   = "UTF8"
      collation = "en_US.utf8"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.configuration]
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-psql-ministry-cases-zj3jy"
      privateLinkServiceConnections = [
        {
          name = "pep-psql-ministry-cases-zj3jy"
          properties = {
            privateLinkServiceId = "${azapi_resource.flexible_server.parent_id}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${azapi_resource.flexible_server.name}"
            groupIds             = ["postgresqlServer"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.database]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-postgres-database-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.postgres.database.azure.com"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# data-services/synapse-analytics-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "key" {
  type      = "Microsoft.Synapse/workspaces/keys@2021-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Synapse/workspaces/${var.workspace_name}"
  name      = "default"
  body = {
    properties = {
      isActiveCMK = true
      keyVaultUrl = var.key_uris.synapse
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "administrator" {
  type      = "Microsoft.Synapse/workspaces/administrators@2021-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Synapse/workspaces/${var.workspace_name}"
  name      = "activeDirectory"
  body = {
    properties = {
      administratorType = "ActiveDirectory"
      login             = "enclave-operators"
      sid               = "55555555-5555-5555-5555-555555555555"
      tenantId          = "51111111-1111-1111-1111-111111111111"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.key]
}

resource "azapi_resource" "dedicated_sq_lminimal_tls_setting" {
  type      = "Microsoft.Synapse/workspaces/dedicatedSQLminimalTlsSettings@2021-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Synapse/workspaces/${var.workspace_name}"
  name      = "default"
  body = {
    properties = {
      minimalTlsVersion = "1.2"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.administrator]
}

resource "azapi_resource" "auditing_setting" {
  type      = "Microsoft.Synapse/workspaces/auditingSettings@2021-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Synapse/workspaces/${var.workspace_name}"
  name      = "default"
  body = {
    properties = {
      state                       = "Enabled"
      isAzureMonitorTargetEnabled = true
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.dedicated_sq_lminimal_tls_setting]
}

resource "azapi_resource" "synw_sql_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.synw_sql_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-synw-mercy-health-ib6uk-sql"
      privateLinkServiceConnections = [
        {
          name = "pep-synw-mercy-health-ib6uk-sql"
          properties = {
            privateLinkServiceId = var.workspace_id
            groupIds             = ["Sql"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.auditing_setting]
}

resource "azapi_resource" "synw_sql_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.synw_sql_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-sql-azuresynapse-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.sql.azuresynapse.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "synw_sqlondemand_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.synw_sqlondemand_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-synw-mercy-health-ib6uk-sqlondemand"
      privateLinkServiceConnections = [
        {
          name = "pep-synw-mercy-health-ib6uk-sqlondemand"
          properties = {
            privateLinkServiceId = var.workspace_id
            groupIds             = ["SqlOnDemand"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.synw_sql_private_endpoint]
}

resource "azapi_resource" "synw_sqlondemand_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.synw_sqlondemand_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-sql-azuresynapse-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.sql.azuresynapse.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "synw_dev_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.synw_dev_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-synw-mercy-health-ib6uk-dev"
      privateLinkServiceConnections = [
        {
          name = "pep-synw-mercy-health-ib6uk-dev"
          properties = {
            privateLinkServiceId = var.workspace_id
            groupIds             = ["Dev"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.synw_sqlondemand_private_endpoint]
}

resource "azapi_resource" "synw_dev_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.synw_dev_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-dev-azuresynapse-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.dev.azuresynapse.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# data-services/cosmos-db: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "database_account" {
  type      = "Microsoft.DocumentDB/databaseAccounts@2026-03-15"
  parent_id = var.resource_group_id
  name      = var.database_account_name
  location  = var.location
  tags      = var.tags
  body = {
    kind = "GlobalDocumentDB"
    properties = {
      databaseAccountOfferType = "Standard"
      locations = [
        {
          locationName     = var.location
          failoverPriority = 0
          isZoneRedundant  = true
        },
        {
          locationName     = var.database_account_location_name
          failoverPriority = 1
          isZoneRedundant  = true
        },
      ]
      consistencyPolicy = {
        defaultConsistencyLevel = "Session"
      }
      enableAutomaticFailover            = true
      enableMultipleWriteLocations       = false
      publicNetworkAccess                = "Disabled"
      ipRules                            = []
      isVirtualNetworkFilterEnabled      = false
      virtualNetworkRules                = []
      networkAclBypass                   = "None"
      disableLocalAuth                   = true
      disableKeyBasedMetadataWriteAccess = true
      minimalTlsVersion                  = "Tls12"
      backupPolicy = {
        type = "Continuous"
        continuousModeProperties = {
          tier = "Continuous30Days"
        }
      }
      keyVaultKeyUri  = var.key_uris["cosmos-db"]
      defaultIdentity = "UserAssignedIdentity=${var.user_assigned_identity_ids["cosmos-db"]}"
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["cosmos-db"]]
  }
}

resource "azapi_resource" "sql_role_assignment" {
  type      = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15"
  parent_id = azapi_resource.database_account.id
  name      = var.sql_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "${azapi_resource.database_account.parent_id}/providers/Microsoft.DocumentDB/databaseAccounts/${azapi_resource.database_account.name}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002"
      scope            = "${azapi_resource.database_account.parent_id}/providers/Microsoft.DocumentDB/databaseAccounts/${azapi_resource.database_account.name}"
      principalId      = "55555555-5555-5555-5555-555555555555"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.database_account_name}-sql"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.database_account_name}-sql"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.database_account_name}-sql"
          properties = {
            privateLinkServiceId = "${azapi_resource.database_account.parent_id}/providers/Microsoft.DocumentDB/databaseAccounts/${azapi_resource.database_account.name}"
            groupIds             = ["Sql"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.sql_role_assignment]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-documents-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.documents.azure.com"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

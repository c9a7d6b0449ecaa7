# monitoring/log-anchor: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "storage_account" {
  type      = "Microsoft.Storage/storageAccounts@2026-04-01"
  parent_id = var.resource_group_id
  name      = var.storage_account_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Standard_GZRS"
    }
    kind = "StorageV2"
    properties = {
      publicNetworkAccess = "Disabled"
      networkAcls = {
        defaultAction       = "Deny"
        bypass              = "None"
        ipRules             = []
        virtualNetworkRules = []
      }
      allowSharedKeyAccess         = false
      defaultToOAuthAuthentication = true
      allowBlobPublicAccess        = false
      allowCrossTenantReplication  = false
      allowedCopyScope             = "AAD"
      minimumTlsVersion            = "TLS1_2"
      supportsHttpsTrafficOnly     = true
      isSftpEnabled                = false
      isLocalUserEnabled           = false
      encryption = {
        keySource                       = "Microsoft.Keyvault"
        requireInfrastructureEncryption = true
        services = {
          blob = {
            enabled = true
            keyType = "Account"
          }
          file = {
            enabled = true
            keyType = "Account"
          }
          queue = {
            enabled = true
            keyType = "Account"
          }
          table = {
            enabled = true
            keyType = "Account"
          }
        }
        keyvaultproperties = {
          keyvaulturi = var.vault_uri
          keyname     = "storage"
        }
        identity = {
          userAssignedIdentity = var.user_assigned_identity_ids.storage
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.storage]
  }
}

resource "azapi_resource" "blob_service" {
  type      = "Microsoft.Storage/storageAccounts/blobServices@2026-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = "default"
  body = {
    properties = {
      deleteRetentionPolicy = {
        enabled = true
        days    = 90
      }
      containerDeleteRetentionPolicy = {
        enabled = true
        days    = 90
      }
      isVersioningEnabled = false
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "container" {
  type      = "Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01"
  parent_id = azapi_resource.blob_service.id
  name      = "checkpoints"
  body = {
    properties = {
      publicAccess = "None"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "immutability_policy" {
  type      = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2026-04-01"
  parent_id = azapi_resource.container.id
  name      = "default"
  body = {
    properties = {
      immutabilityPeriodSinceCreationInDays = 365
      allowProtectedAppendWrites            = false
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.storage_account_name}-blob"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.storage_account_name}-blob"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.storage_account_name}-blob"
          properties = {
            privateLinkServiceId = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
            groupIds             = ["blob"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.immutability_policy]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-blob-core-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.blob.core.windows.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

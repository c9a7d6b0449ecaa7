# ai-services/customer-managed-keys: written by `enclave build`; change enclave.yaml, not this file

locals {
  user_assigned_identity_names = [
    "ai-services",
    "search",
    "machine-learning",
    "storage",
    "data-lake",
    "disks",
    "container-registry",
    "cosmos-db",
    "synapse",
    "backup",
    "automation",
  ]
}

resource "azapi_resource" "vault" {
  type      = "Microsoft.KeyVault/vaults@2026-02-01"
  parent_id = var.resource_group_id
  name      = var.vault_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      tenantId = "51111111-1111-1111-1111-111111111111"
      sku = {
        family = "A"
        name   = "premium"
      }
      publicNetworkAccess = "Disabled"
      networkAcls = {
        defaultAction       = "Deny"
        bypass              = "AzureServices"
        ipRules             = []
        virtualNetworkRules = []
      }
      enableRbacAuthorization   = true
      enableSoftDelete          = true
      softDeleteRetentionInDays = 90
      enablePurgeProtection     = true
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    vault_uri = "properties.vaultUri"
  }
}

resource "azapi_resource" "key" {
  for_each = { for key in var.keys : key.name => key }

  type      = "Microsoft.KeyVault/vaults/keys@2026-02-01"
  parent_id = azapi_resource.vault.id
  name      = each.value.name
  tags      = var.tags
  body = {
    properties = {
      kty     = "RSA-HSM"
      keySize = 3072
      keyOps  = each.value.key_ops
      attributes = {
        enabled    = true
        exportable = false
      }
      rotationPolicy = {
        attributes = {
          expiryTime = "P1Y"
        }
        lifetimeActions = [
          {
            trigger = {
              timeAfterCreate = "P9M"
            }
            action = {
              type = "rotate"
            }
          },
          {
            trigger = {
              timeBeforeExpiry = "P30D"
            }
            action = {
              type = "notify"
            }
          },
        ]
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    key_uri_with_version = "properties.keyUriWithVersion"
    key_uri              = "properties.keyUri"
  }
}

resource "azapi_resource" "role_assignment" {
  for_each = { for key in var.keys : key.name => key }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.key[each.key].id
  name      = each.value.role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6"
      principalId      = azapi_resource.user_assigned_identity[each.value.name].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
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
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-kv-keys-mercy-heal-2hee2"
      privateLinkServiceConnections = [
        {
          name = "pep-kv-keys-mercy-heal-2hee2"
          properties = {
            privateLinkServiceId = "${azapi_resource.vault.parent_id}/providers/Microsoft.KeyVault/vaults/${azapi_resource.vault.name}"
            groupIds             = ["vault"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-vaultcore-azure-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.vaultcore.azure.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "user_assigned_identity" {
  for_each = toset(local.user_assigned_identity_names)

  type                      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id                 = var.resource_group_id
  name                      = "id-${var.enclave}-${var.region}-key-${each.value}"
  location                  = var.location
  tags                      = var.tags
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
    client_id    = "properties.clientId"
  }
}

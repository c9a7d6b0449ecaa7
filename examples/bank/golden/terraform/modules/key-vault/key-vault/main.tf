# key-vault/key-vault: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "vault" {
  type      = "Microsoft.KeyVault/vaults@2026-02-01"
  parent_id = var.resource_group_id
  name      = var.vault_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      tenantId = "11111111-1111-1111-1111-111111111111"
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
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.vault_name}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.vault_name}"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.vault_name}"
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

resource "azapi_resource" "role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.vault.id
  name      = var.role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"
      principalId      = var.user_assigned_identity_principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

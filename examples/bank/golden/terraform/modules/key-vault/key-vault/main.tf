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

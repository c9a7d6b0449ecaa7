# ai-services/language: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "account" {
  type      = "Microsoft.CognitiveServices/accounts@2026-07-01"
  parent_id = var.resource_group_id
  name      = var.account_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "S"
    }
    kind = "TextAnalytics"
    properties = {
      customSubDomainName = "lang-ministry-cases-zj3jy"
      publicNetworkAccess = "Disabled"
      networkAcls = {
        defaultAction       = "Deny"
        bypass              = "None"
        ipRules             = []
        virtualNetworkRules = []
      }
      disableLocalAuth              = true
      restrictOutboundNetworkAccess = true
      allowedFqdnList               = []
      encryption = {
        keySource = "Microsoft.KeyVault"
        keyVaultProperties = {
          keyVaultUri      = var.vault_uri
          keyName          = "cognitive-services"
          identityClientId = var.user_assigned_identity_client_ids["cognitive-services"]
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["cognitive-services"]]
  }
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
      customNetworkInterfaceName = "nic-pep-lang-ministry-cases-zj3jy"
      privateLinkServiceConnections = [
        {
          name = "pep-lang-ministry-cases-zj3jy"
          properties = {
            privateLinkServiceId = "${azapi_resource.account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.account.name}"
            groupIds             = ["account"]
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
          name = "privatelink-cognitiveservices-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.cognitiveservices.azure.com"]
          }
        },
        {
          name = "privatelink-openai-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.openai.azure.com"]
          }
        },
        {
          name = "privatelink-services-ai-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.services.ai.azure.com"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# ai-services/azure-openai-account: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "account" {
  type      = "Microsoft.CognitiveServices/accounts@2026-07-01"
  parent_id = var.resource_group_id
  name      = var.account_name
  location  = var.location
  tags = {
    enclave               = "contoso-bank"
    region                = var.region_key
    "data-classification" = "highly-sensitive"
    scenario              = "ai-inference"
    project               = var.account_project
  }
  body = {
    sku = {
      name = "S0"
    }
    kind = "AIServices"
    properties = {
      customSubDomainName = var.account_name
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
      storedCompletionsDisabled     = true
      encryption = {
        keySource = "Microsoft.KeyVault"
        keyVaultProperties = {
          keyVaultUri      = var.vault_uri
          keyName          = "ai-services"
          identityClientId = var.user_assigned_identity_client_ids["ai-services"]
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["ai-services"]]
  }
}

resource "azapi_resource" "rai_policy" {
  type      = "Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = "hub"
  tags = {
    enclave               = "contoso-bank"
    region                = var.region_key
    "data-classification" = "highly-sensitive"
    scenario              = "ai-inference"
    project               = var.account_project
  }
  body = {
    properties = {
      basePolicyName = "Microsoft.DefaultV2"
      mode           = "Blocking"
      contentFilters = [
        {
          name              = "Hate"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Hate"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Sexual"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Sexual"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Violence"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Violence"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Selfharm"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Selfharm"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name     = "Jailbreak"
          source   = "Prompt"
          enabled  = true
          blocking = true
        },
        {
          name     = "Indirect Attack"
          source   = "Prompt"
          enabled  = true
          blocking = true
        },
        {
          name     = "Protected Material Text"
          source   = "Completion"
          enabled  = true
          blocking = true
        },
        {
          name     = "Protected Material Code"
          source   = "Completion"
          enabled  = true
          blocking = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "defender_for_ai_setting" {
  type      = "Microsoft.CognitiveServices/accounts/defenderForAISettings@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = "Default"
  tags = {
    enclave               = "contoso-bank"
    region                = var.region_key
    "data-classification" = "highly-sensitive"
    scenario              = "ai-inference"
    project               = var.account_project
  }
  body = {
    properties = {
      state = "Enabled"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.rai_policy]
}

resource "azapi_resource" "account_deployment" {
  for_each = { for deployment in var.account_deployments : deployment.name => deployment }

  type      = "Microsoft.CognitiveServices/accounts/deployments@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = each.value.name
  tags = {
    enclave               = "contoso-bank"
    region                = var.region_key
    "data-classification" = "highly-sensitive"
    scenario              = "ai-inference"
    project               = var.account_project
  }
  body = {
    sku = {
      name     = var.account_deployment_sku_name
      capacity = each.value.capacity
    }
    properties = {
      model = {
        format  = "OpenAI"
        name    = each.value.model_name
        version = each.value.version
      }
      versionUpgradeOption = "NoAutoUpgrade"
      raiPolicyName        = "hub"
    }
  }
  locks                     = [azapi_resource.account.id]
  schema_validation_enabled = true

  depends_on = [azapi_resource.defender_for_ai_setting]
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.account_name}"
  location  = var.location
  tags = {
    enclave               = "contoso-bank"
    region                = var.region_key
    "data-classification" = "highly-sensitive"
    scenario              = "ai-inference"
    project               = var.account_project
  }
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["ai-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.account_name}"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.account_name}"
          properties = {
            privateLinkServiceId = "${azapi_resource.account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.account.name}"
            groupIds             = ["account"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.account_deployment]
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

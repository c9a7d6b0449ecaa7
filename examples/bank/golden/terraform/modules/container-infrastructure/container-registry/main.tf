# container-infrastructure/container-registry: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "registry" {
  type      = "Microsoft.ContainerRegistry/registries@2025-11-01"
  parent_id = var.resource_group_id
  name      = var.registry_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Premium"
    }
    properties = {
      adminUserEnabled                 = false
      anonymousPullEnabled             = false
      publicNetworkAccess              = "Disabled"
      networkRuleBypassOptions         = "AzureServices"
      networkRuleBypassAllowedForTasks = false
      networkRuleSet = {
        defaultAction = "Deny"
        ipRules       = []
      }
      dataEndpointEnabled = true
      zoneRedundancy      = "Enabled"
      policies = {
        quarantinePolicy = {
          status = "disabled"
        }
        retentionPolicy = {
          status = "enabled"
          days   = 30
        }
        exportPolicy = {
          status = "disabled"
        }
        azureADAuthenticationAsArmPolicy = {
          status = "disabled"
        }
      }
      encryption = {
        status = "enabled"
        keyVaultProperties = {
          keyIdentifier = var.key_uris["container-registry"]
          identity      = var.user_assigned_identity_client_ids["container-registry"]
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["container-registry"]]
  }
}

resource "azapi_resource" "replication" {
  type      = "Microsoft.ContainerRegistry/registries/replications@2025-11-01"
  parent_id = azapi_resource.registry.id
  name      = var.replication_name
  location  = var.replication_name
  tags      = var.tags
  body = {
    properties = {
      regionEndpointEnabled = true
      zoneRedundancy        = "Enabled"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "cache_rule" {
  type      = "Microsoft.ContainerRegistry/registries/cacheRules@2025-11-01"
  parent_id = azapi_resource.registry.id
  name      = "aks-managed-mcr"
  body = {
    properties = {
      sourceRepository = "mcr.microsoft.com/*"
      targetRepository = "aks-managed-repository/*"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.registry_name}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.registry_name}"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.registry_name}"
          properties = {
            privateLinkServiceId = "${azapi_resource.registry.parent_id}/providers/Microsoft.ContainerRegistry/registries/${azapi_resource.registry.name}"
            groupIds             = ["registry"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [
    azapi_resource.replication,
    azapi_resource.cache_rule,
  ]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-azurecr-io"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.azurecr.io"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

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
  name      = "australiasoutheast"
  location  = var.replication_location
  tags      = var.tags
  body = {
    properties = {
      regionEndpointEnabled = true
      zoneRedundancy        = "Disabled"
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
      customNetworkInterfaceName = "nic-pep-crministrycaseszj3jy"
      privateLinkServiceConnections = [
        {
          name = "pep-crministrycaseszj3jy"
          properties = {
            privateLinkServiceId = "${azapi_resource.registry.parent_id}/providers/Microsoft.ContainerRegistry/registries/${azapi_resource.registry.name}"
            groupIds             = ["registry"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.replication]
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

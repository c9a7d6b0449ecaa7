# container-infrastructure/container-apps: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "managed_environment" {
  type      = "Microsoft.App/managedEnvironments@2026-01-01"
  parent_id = var.resource_group_id
  name      = "cae-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      vnetConfiguration = {
        infrastructureSubnetId = var.subnet_ids["container-apps"]
        internal               = true
      }
      publicNetworkAccess = "Disabled"
      zoneRedundant       = false
      workloadProfiles = [
        {
          name                = "Consumption"
          workloadProfileType = "Consumption"
        },
      ]
      peerAuthentication = {
        mtls = {
          enabled = true
        }
      }
      peerTrafficConfiguration = {
        encryption = {
          enabled = true
        }
      }
      appLogsConfiguration = {
        destination = "azure-monitor"
      }
      infrastructureResourceGroup = "rg-ministry-cases-canberra-container-apps"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-cae-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-cae-ministry-cases-canberra"
      privateLinkServiceConnections = [
        {
          name = "pep-cae-ministry-cases-canberra"
          properties = {
            privateLinkServiceId = "${azapi_resource.managed_environment.parent_id}/providers/Microsoft.App/managedEnvironments/${azapi_resource.managed_environment.name}"
            groupIds             = ["managedEnvironments"]
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
          name = "privatelink-${var.location}-azurecontainerapps-io"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.${var.location}.azurecontainerapps.io"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

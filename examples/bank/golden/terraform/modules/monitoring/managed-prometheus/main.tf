# monitoring/managed-prometheus: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "account" {
  type      = "Microsoft.Monitor/accounts@2025-10-03"
  parent_id = var.resource_group_id
  name      = "amw-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      publicNetworkAccess = "Disabled"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-amw-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-amw-contoso-bank-${var.region}"
      privateLinkServiceConnections = [
        {
          name = "pep-amw-contoso-bank-${var.region}"
          properties = {
            privateLinkServiceId = "${azapi_resource.account.parent_id}/providers/Microsoft.Monitor/accounts/${azapi_resource.account.name}"
            groupIds             = ["prometheusMetrics"]
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
          name = "privatelink-${var.location}-prometheus-monitor-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.${var.location}.prometheus.monitor.azure.com"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

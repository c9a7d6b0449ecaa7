# monitoring/private-link-scope-endpoints: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "scoped_resource" {
  type      = "Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Insights/privateLinkScopes/ampls-${var.enclave}-${var.region}"
  name      = "dce-${var.enclave}-${var.region}"
  body = {
    properties = {
      linkedResourceId = var.data_collection_endpoint_id
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-ampls-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-ampls-contoso-bank-${var.region}"
      privateLinkServiceConnections = [
        {
          name = "pep-ampls-contoso-bank-${var.region}"
          properties = {
            privateLinkServiceId = var.private_link_scope_id
            groupIds             = ["azuremonitor"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.scoped_resource]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-monitor-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.monitor.azure.com"]
          }
        },
        {
          name = "privatelink-oms-opinsights-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.oms.opinsights.azure.com"]
          }
        },
        {
          name = "privatelink-ods-opinsights-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.ods.opinsights.azure.com"]
          }
        },
        {
          name = "privatelink-agentsvc-azure-automation-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.agentsvc.azure-automation.net"]
          }
        },
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

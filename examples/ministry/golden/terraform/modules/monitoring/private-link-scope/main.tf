# monitoring/private-link-scope: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "private_link_scope" {
  type      = "Microsoft.Insights/privateLinkScopes@2021-09-01"
  parent_id = var.resource_group_id
  name      = "ampls-${var.enclave}-${var.region}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      accessModeSettings = {
        ingestionAccessMode = "PrivateOnly"
        queryAccessMode     = "PrivateOnly"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_link_scope_log_scoped_resource" {
  type      = "Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01"
  parent_id = azapi_resource.private_link_scope.id
  name      = "log-${var.enclave}-${var.region}"
  body = {
    properties = {
      linkedResourceId = var.workspace_id
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_link_scope_appi_scoped_resource" {
  type      = "Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01"
  parent_id = azapi_resource.private_link_scope.id
  name      = "appi-${var.enclave}-${var.region}"
  body = {
    properties = {
      linkedResourceId = var.component_id
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_link_scope_dce_scoped_resource" {
  type      = "Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01"
  parent_id = azapi_resource.private_link_scope.id
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
      customNetworkInterfaceName = "nic-pep-ampls-ministry-cases-canberra"
      privateLinkServiceConnections = [
        {
          name = "pep-ampls-ministry-cases-canberra"
          properties = {
            privateLinkServiceId = "${azapi_resource.private_link_scope.parent_id}/providers/Microsoft.Insights/privateLinkScopes/${azapi_resource.private_link_scope.name}"
            groupIds             = ["azuremonitor"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.private_link_scope_dce_scoped_resource]
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

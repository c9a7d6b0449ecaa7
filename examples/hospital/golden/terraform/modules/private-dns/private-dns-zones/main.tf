# private-dns/private-dns-zones: written by `enclave build`; change enclave.yaml, not this file

locals {
  private_dns_zone_names = [
    "privatelink.vaultcore.azure.net",
    "privatelink.monitor.azure.com",
    "privatelink.oms.opinsights.azure.com",
    "privatelink.ods.opinsights.azure.com",
    "privatelink.agentsvc.azure-automation.net",
    "privatelink.blob.core.windows.net",
    "privatelink.dfs.core.windows.net",
    "privatelink.documents.azure.com",
    "privatelink.sql.azuresynapse.net",
    "privatelink.dev.azuresynapse.net",
    "privatelink.eus2.backup.windowsazure.com",
    "privatelink.queue.core.windows.net",
    "privatelink.azurecr.io",
    "privatelink.azure-automation.net",
    "privatelink.search.windows.net",
    "privatelink.cognitiveservices.azure.com",
    "privatelink.openai.azure.com",
    "privatelink.services.ai.azure.com",
    "privatelink.file.core.windows.net",
    "privatelink.api.azureml.ms",
    "privatelink.notebooks.azure.net",
    "privatelink.eastus2.prometheus.monitor.azure.com",
    "privatelink.grafana.azure.com",
  ]
  virtual_network_link_names = [
    "hub",
    "compute",
    "ai-services",
    "management",
  ]
}

resource "azapi_resource" "private_dns_zone" {
  for_each = toset(local.private_dns_zone_names)

  type                      = "Microsoft.Network/privateDnsZones@2024-06-01"
  parent_id                 = var.resource_group_id
  name                      = each.value
  location                  = "global"
  tags                      = var.tags
  schema_validation_enabled = true
}

resource "azapi_resource" "vnet_hub_virtual_network_link" {
  for_each = toset(local.private_dns_zone_names)

  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.private_dns_zone[each.key].id
  name      = "link-vnet-${var.enclave}-${var.region}-hub"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      virtualNetwork = {
        id = var.virtual_network_ids.hub
      }
      registrationEnabled = false
      resolutionPolicy    = "Default"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vnet_compute_virtual_network_link" {
  for_each = toset(local.private_dns_zone_names)

  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.private_dns_zone[each.key].id
  name      = "link-vnet-${var.enclave}-${var.region}-compute"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      virtualNetwork = {
        id = var.virtual_network_ids.compute
      }
      registrationEnabled = false
      resolutionPolicy    = "Default"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vnet_ai_services_virtual_network_link" {
  for_each = toset(local.private_dns_zone_names)

  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.private_dns_zone[each.key].id
  name      = "link-vnet-${var.enclave}-${var.region}-ai-services"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      virtualNetwork = {
        id = var.virtual_network_ids["ai-services"]
      }
      registrationEnabled = false
      resolutionPolicy    = "Default"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vnet_management_virtual_network_link" {
  for_each = toset(local.private_dns_zone_names)

  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.private_dns_zone[each.key].id
  name      = "link-vnet-${var.enclave}-${var.region}-management"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      virtualNetwork = {
        id = var.virtual_network_ids.management
      }
      registrationEnabled = false
      resolutionPolicy    = "Default"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "gateway_internal_private_dns_zone" {
  type                      = "Microsoft.Network/privateDnsZones@2024-06-01"
  parent_id                 = var.resource_group_id
  name                      = "gateway.${var.enclave}.internal"
  location                  = "global"
  tags                      = var.tags
  schema_validation_enabled = true
}

resource "azapi_resource" "virtual_network_link" {
  for_each = toset(local.virtual_network_link_names)

  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.gateway_internal_private_dns_zone.id
  name      = "link-vnet-${var.enclave}-${var.region}-${each.value}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      virtualNetwork = {
        id = var.virtual_network_ids[each.value]
      }
      registrationEnabled = false
      resolutionPolicy    = "Default"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "a" {
  type      = "Microsoft.Network/privateDnsZones/A@2024-06-01"
  parent_id = azapi_resource.gateway_internal_private_dns_zone.id
  name      = "@"
  body = {
    properties = {
      ttl = 300
      aRecords = [
        {
          ipv4Address = "10.60.8.254"
        },
      ]
    }
  }
  schema_validation_enabled = true
}

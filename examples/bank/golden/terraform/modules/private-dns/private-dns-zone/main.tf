# private-dns/private-dns-zone: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "private_dns_zone" {
  type                      = "Microsoft.Network/privateDnsZones@2024-06-01"
  parent_id                 = var.resource_group_id
  name                      = var.private_dns_zone_name
  location                  = "global"
  tags                      = var.tags
  schema_validation_enabled = true
}

resource "azapi_resource" "private_dns_zone_vnet_hub_virtual_network_link" {
  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.private_dns_zone.id
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

resource "azapi_resource" "virtual_network_link" {
  for_each = toset(var.virtual_network_link_names)

  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.private_dns_zone.id
  name      = each.value
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

resource "azapi_resource" "private_dns_zone_vnet_management_virtual_network_link" {
  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.private_dns_zone.id
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

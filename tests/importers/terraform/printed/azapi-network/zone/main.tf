terraform {
  required_providers {
    azapi = { source = "azure/azapi" }
  }
}
variable "domain" {}
variable "parent_id" {}
variable "virtual_network_links" {}
resource "azapi_resource" "private_dns_zone" {
  type      = "Microsoft.Network/privateDnsZones@2024-06-01"
  name      = var.domain
  parent_id = var.parent_id
  location  = "global"
  body      = { properties = {} }
}
resource "azapi_resource" "link" {
  for_each  = var.virtual_network_links
  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  name      = each.value.vnetlinkname
  parent_id = azapi_resource.private_dns_zone.id
  location  = "global"
  body = {
    properties = {
      registrationEnabled = false
      virtualNetwork      = { id = each.value.vnetid }
    }
  }
}
output "resource_id" {
  value = azapi_resource.private_dns_zone.id
}

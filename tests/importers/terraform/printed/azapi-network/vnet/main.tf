terraform {
  required_providers {
    azapi = { source = "azure/azapi" }
  }
}
variable "name" {}
variable "parent_id" {}
variable "location" {}
variable "address_space" {}
variable "subnets" {}
resource "azapi_resource" "vnet" {
  type      = "Microsoft.Network/virtualNetworks@2023-11-01"
  name      = var.name
  parent_id = var.parent_id
  location  = var.location
  body = {
    properties = {
      addressSpace = { addressPrefixes = var.address_space }
      dhcpOptions  = null
      enableVmProtection = false
    }
  }
}
module "subnet" {
  source                 = "./subnet"
  for_each               = var.subnets
  name                   = each.value.name
  address_prefixes       = each.value.address_prefixes
  network_security_group = try(each.value.network_security_group, null)
  virtual_network        = { resource_id = azapi_resource.vnet.id }
}
output "resource_id" {
  value = azapi_resource.vnet.id
}
output "subnets" {
  value = { for k, s in module.subnet : k => { resource_id = s.resource_id, resource = s.resource } }
}

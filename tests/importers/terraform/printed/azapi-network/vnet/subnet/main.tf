terraform {
  required_providers {
    azapi = { source = "azure/azapi" }
  }
}
variable "name" {}
variable "address_prefixes" {}
variable "network_security_group" {}
variable "virtual_network" {}
resource "azapi_resource" "subnet" {
  type      = "Microsoft.Network/virtualNetworks/subnets@2023-11-01"
  name      = var.name
  parent_id = var.virtual_network.resource_id
  body = {
    properties = {
      addressPrefixes                   = var.address_prefixes
      defaultOutboundAccess             = false
      privateEndpointNetworkPolicies    = "Enabled"
      networkSecurityGroup              = var.network_security_group != null ? { id = var.network_security_group.id } : null
      routeTable                        = null
      natGateway                        = null
      serviceEndpoints                  = null
    }
  }
}
output "resource_id" {
  value = azapi_resource.subnet.id
}
output "resource" {
  value = azapi_resource.subnet
}

variable "name" {}
variable "resource_group_name" {}
variable "vnet_ids" {}
resource "azurerm_private_dns_zone" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
}
resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each              = var.vnet_ids
  name                  = each.key
  resource_group_name   = var.resource_group_name
  private_dns_zone_name = azurerm_private_dns_zone.this.name
  virtual_network_id    = each.value
}
output "id" {
  value = azurerm_private_dns_zone.this.id
}

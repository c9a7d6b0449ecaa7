variable "resource_group_name" {}
variable "location" {}
variable "subnets" {}
resource "azurerm_virtual_network" "this" {
  name                = "vnet-mod"
  address_space       = ["10.2.0.0/16"]
  location            = var.location
  resource_group_name = var.resource_group_name
}
resource "azurerm_subnet" "this" {
  for_each                          = var.subnets
  name                              = "snet-${each.key}"
  resource_group_name               = var.resource_group_name
  virtual_network_name              = azurerm_virtual_network.this.name
  address_prefixes                  = [each.value.prefix]
  private_endpoint_network_policies = each.value.policies
  default_outbound_access_enabled   = false
}
resource "azurerm_network_security_group" "this" {
  for_each            = toset(["app", "pe"])
  name                = "nsg-${each.key}"
  location            = var.location
  resource_group_name = var.resource_group_name
  dynamic "security_rule" {
    for_each = each.key == "pe" ? [1] : []
    content {
      name                       = "in"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = "443"
      source_address_prefix      = "VirtualNetwork"
      destination_address_prefix = "*"
    }
  }
}
resource "azurerm_subnet_network_security_group_association" "this" {
  for_each                  = var.subnets
  subnet_id                 = azurerm_subnet.this[each.key].id
  network_security_group_id = azurerm_network_security_group.this[each.value.nsg].id
}
resource "azurerm_route_table" "this" {
  name                = "rt"
  location            = var.location
  resource_group_name = var.resource_group_name
}
resource "azurerm_route" "none" {
  name                = "drop"
  resource_group_name = var.resource_group_name
  route_table_name    = azurerm_route_table.this.name
  address_prefix      = "0.0.0.0/0"
  next_hop_type       = "None"
}
resource "azurerm_subnet_route_table_association" "this" {
  for_each       = azurerm_subnet.this
  subnet_id      = each.value.id
  route_table_id = azurerm_route_table.this.id
}
output "subnet_ids" {
  value = { for k, s in azurerm_subnet.this : k => s.id }
}
output "subnets" {
  value = azurerm_subnet.this
}
output "vnet_id" {
  value = azurerm_virtual_network.this.id
}

provider "azurerm" {
  features {}
}
provider "azurerm" {
  alias           = "hub"
  subscription_id = "99999999-2222-3333-4444-555555555555"
  features {}
}
variable "spokes" {
  default = {
    ai   = { space = "10.51.0.0/16", subnet = "10.51.1.0/24" }
    data = { space = "10.52.0.0/16", subnet = "10.52.1.0/24" }
  }
}
data "azurerm_virtual_network" "hub" {
  provider            = azurerm.hub
  name                = "vnet-hub"
  resource_group_name = "rg-hub"
}
data "azurerm_private_dns_zone" "openai" {
  provider            = azurerm.hub
  name                = "privatelink.openai.azure.com"
  resource_group_name = "rg-dns"
}
resource "azurerm_resource_group" "rg" {
  for_each = var.spokes
  name     = "rg-${each.key}"
  location = "germanywestcentral"
}
resource "azurerm_virtual_network" "spoke" {
  for_each            = var.spokes
  name                = "vnet-${each.key}"
  address_space       = [each.value.space]
  location            = azurerm_resource_group.rg[each.key].location
  resource_group_name = azurerm_resource_group.rg[each.key].name
  dns_servers         = ["10.50.0.4"]
}
resource "azurerm_subnet" "pe" {
  for_each             = var.spokes
  name                 = "snet-pe"
  resource_group_name  = azurerm_resource_group.rg[each.key].name
  virtual_network_name = azurerm_virtual_network.spoke[each.key].name
  address_prefixes     = [each.value.subnet]
}
resource "azurerm_virtual_network_peering" "to_hub" {
  for_each                  = azurerm_virtual_network.spoke
  name                      = "to-hub"
  resource_group_name       = each.value.resource_group_name
  virtual_network_name      = each.value.name
  remote_virtual_network_id = data.azurerm_virtual_network.hub.id
  use_remote_gateways       = true
  allow_forwarded_traffic   = true
}
resource "azurerm_virtual_network_peering" "mesh" {
  name                      = "ai-to-data"
  resource_group_name       = azurerm_resource_group.rg["ai"].name
  virtual_network_name      = azurerm_virtual_network.spoke["ai"].name
  remote_virtual_network_id = azurerm_virtual_network.spoke["data"].id
}
resource "azurerm_virtual_network_peering" "mesh2" {
  name                      = "data-to-ai"
  resource_group_name       = azurerm_resource_group.rg["data"].name
  virtual_network_name      = azurerm_virtual_network.spoke["data"].name
  remote_virtual_network_id = azurerm_virtual_network.spoke["ai"].id
}
resource "azurerm_cognitive_account" "oai" {
  name                          = "oai-spoke-ai"
  location                      = azurerm_resource_group.rg["ai"].location
  resource_group_name           = azurerm_resource_group.rg["ai"].name
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "oai-spoke-ai"
  public_network_access_enabled = false
  local_auth_enabled            = false
}
resource "azurerm_private_endpoint" "oai" {
  name                = "pe-oai"
  location            = azurerm_resource_group.rg["ai"].location
  resource_group_name = azurerm_resource_group.rg["ai"].name
  subnet_id           = azurerm_subnet.pe["ai"].id
  private_service_connection {
    name                           = "p"
    private_connection_resource_id = azurerm_cognitive_account.oai.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "z"
    private_dns_zone_ids = [data.azurerm_private_dns_zone.openai.id]
  }
}
resource "azurerm_route_table" "rt" {
  for_each            = var.spokes
  name                = "rt-${each.key}"
  location            = azurerm_resource_group.rg[each.key].location
  resource_group_name = azurerm_resource_group.rg[each.key].name
  route = [{
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.50.0.4"
  }]
}
resource "azurerm_subnet_route_table_association" "pe" {
  for_each       = var.spokes
  subnet_id      = azurerm_subnet.pe[each.key].id
  route_table_id = azurerm_route_table.rt[each.key].id
}

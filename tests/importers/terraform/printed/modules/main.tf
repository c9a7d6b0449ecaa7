provider "azurerm" {
  features {}
}
variable "subnets" {
  type = map(object({ prefix = string, nsg = string, policies = optional(string, "Disabled") }))
  default = {
    app = { prefix = "10.2.1.0/24", nsg = "app" }
    pe  = { prefix = "10.2.2.0/24", nsg = "pe", policies = "Enabled" }
  }
}
resource "azurerm_resource_group" "this" {
  name     = "rg-mod"
  location = "westeurope"
}
module "network" {
  source              = "./network"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  subnets             = var.subnets
}
module "openai" {
  source              = "./service"
  name                = "oai-mod-001"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  subnet_id           = module.network.subnet_ids["pe"]
  zone_ids            = [module.dns["openai"].id, module.dns["cognitive"].id, module.dns["services"].id]
}
module "dns" {
  source              = "./dns"
  for_each            = { openai = "privatelink.openai.azure.com", cognitive = "privatelink.cognitiveservices.azure.com", services = "privatelink.services.ai.azure.com" }
  name                = each.value
  resource_group_name = azurerm_resource_group.this.name
  vnet_ids            = { main = module.network.vnet_id }
}
module "vm" {
  source              = "./vm"
  count               = 2
  name                = "vm${count.index}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  subnet_id           = module.network.subnets["app"].id
}

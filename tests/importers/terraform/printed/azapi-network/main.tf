provider "azurerm" {
  features {}
}
provider "azapi" {}
data "azurerm_client_config" "this" {}
resource "random_string" "name" {
  length  = 6
  special = false
}
resource "azurerm_resource_group" "this" {
  name     = "rg-avm"
  location = "eastus2"
}
module "vnet" {
  source        = "./vnet"
  name          = "vnet-avm"
  parent_id     = azurerm_resource_group.this.id
  location      = azurerm_resource_group.this.location
  address_space = ["10.3.0.0/16"]
  subnets = {
    private_endpoints = {
      name             = "snet-pe"
      address_prefixes = ["10.3.1.0/24"]
      network_security_group = {
        id = azurerm_network_security_group.pe.id
      }
    }
    compute = {
      name             = "snet-compute"
      address_prefixes = ["10.3.2.0/24"]
      network_security_group = {
        id = azurerm_network_security_group.compute.id
      }
    }
  }
}
resource "azurerm_network_security_group" "pe" {
  name                = "nsg-pe"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
}
resource "azurerm_network_security_group" "compute" {
  name                = "nsg-compute"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
}
module "zone" {
  source    = "./zone"
  for_each  = toset(["privatelink.cognitiveservices.azure.com", "privatelink.openai.azure.com", "privatelink.services.ai.azure.com"])
  domain    = each.value
  parent_id = azurerm_resource_group.this.id
  virtual_network_links = {
    vnet = { vnetlinkname = "l-${each.key}", vnetid = module.vnet.resource_id }
  }
}
module "account" {
  source                        = "./account"
  name                          = "ais-${random_string.name.result}"
  resource_group_name           = azurerm_resource_group.this.name
  location                      = azurerm_resource_group.this.location
  public_network_access_enabled = false
  local_auth_enabled            = false
  private_endpoints = {
    primary = {
      name                          = "pe-ais"
      subnet_resource_id            = module.vnet.subnets["private_endpoints"].resource_id
      private_dns_zone_resource_ids = [for z in module.zone : z.resource_id]
    }
  }
  diagnostic_settings = {
    law = { workspace_resource_id = azurerm_log_analytics_workspace.this.id }
  }
}
resource "azurerm_log_analytics_workspace" "this" {
  name                = "law-avm"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
}

provider "azurerm" {
  features {}
}
data "azurerm_client_config" "current" {}
resource "azurerm_resource_group" "rg" {
  name     = "rg-ml"
  location = "uksouth"
}
resource "azurerm_virtual_network" "v" {
  name                = "vnet"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  address_space       = ["10.40.0.0/16"]
}
resource "azurerm_subnet" "s" {
  for_each             = { pe = "10.40.1.0/24", training = "10.40.2.0/24" }
  name                 = "snet-${each.key}"
  resource_group_name  = azurerm_resource_group.rg.name
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = [each.value]
  default_outbound_access_enabled = false
}
resource "azurerm_application_insights" "ai" {
  name                = "appi"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  application_type    = "web"
  workspace_id        = azurerm_log_analytics_workspace.law.id
  local_authentication_disabled = true
  internet_ingestion_enabled    = false
  internet_query_enabled        = false
}
resource "azurerm_log_analytics_workspace" "law" {
  name                = "law"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  internet_ingestion_enabled    = false
  internet_query_enabled        = false
  local_authentication_enabled = false
}
resource "azurerm_key_vault" "kv" {
  name                          = "kvml001"
  location                      = azurerm_resource_group.rg.location
  resource_group_name           = azurerm_resource_group.rg.name
  tenant_id                     = data.azurerm_client_config.current.tenant_id
  sku_name                      = "standard"
  purge_protection_enabled      = true
  public_network_access_enabled = false
  network_acls {
    bypass         = "AzureServices"
    default_action = "Deny"
  }
}
resource "azurerm_key_vault_access_policy" "me" {
  key_vault_id       = azurerm_key_vault.kv.id
  tenant_id          = data.azurerm_client_config.current.tenant_id
  object_id          = data.azurerm_client_config.current.object_id
  key_permissions    = ["Create", "Get"]
  secret_permissions = ["Set", "Get", "Delete", "Purge"]
}
resource "azurerm_storage_account" "st" {
  name                     = "stml001"
  location                 = azurerm_resource_group.rg.location
  resource_group_name      = azurerm_resource_group.rg.name
  account_tier             = "Standard"
  account_replication_type = "GRS"
}
resource "azurerm_storage_account_network_rules" "st" {
  storage_account_id = azurerm_storage_account.st.id
  default_action     = "Deny"
  bypass             = ["AzureServices"]
}
resource "azurerm_container_registry" "cr" {
  name                          = "crml001"
  location                      = azurerm_resource_group.rg.location
  resource_group_name           = azurerm_resource_group.rg.name
  sku                           = "Premium"
  public_network_access_enabled = false
}
resource "azurerm_machine_learning_workspace" "ws" {
  name                          = "mlw"
  location                      = azurerm_resource_group.rg.location
  resource_group_name           = azurerm_resource_group.rg.name
  application_insights_id       = azurerm_application_insights.ai.id
  key_vault_id                  = azurerm_key_vault.kv.id
  storage_account_id            = azurerm_storage_account.st.id
  container_registry_id         = azurerm_container_registry.cr.id
  public_network_access_enabled = false
  image_build_compute_name      = "image-builder"
  identity {
    type = "SystemAssigned"
  }
  managed_network {
    isolation_mode = "AllowOnlyApprovedOutbound"
  }
}
resource "azurerm_machine_learning_compute_cluster" "c" {
  name                          = "cluster"
  location                      = azurerm_resource_group.rg.location
  vm_priority                   = "LowPriority"
  vm_size                       = "Standard_NC6"
  machine_learning_workspace_id = azurerm_machine_learning_workspace.ws.id
  subnet_resource_id            = azurerm_subnet.s["training"].id
  node_public_ip_enabled        = false
  local_auth_enabled            = false
  scale_settings {
    min_node_count                       = 0
    max_node_count                       = 2
    scale_down_nodes_after_idle_duration = "PT30S"
  }
}
resource "azurerm_private_dns_zone" "api" {
  name                = "privatelink.api.azureml.ms"
  resource_group_name = azurerm_resource_group.rg.name
}
resource "azurerm_private_dns_zone" "nb" {
  name                = "privatelink.notebooks.azure.net"
  resource_group_name = azurerm_resource_group.rg.name
}
resource "azurerm_private_dns_zone_virtual_network_link" "l" {
  for_each              = toset([azurerm_private_dns_zone.api.name, azurerm_private_dns_zone.nb.name])
  name                  = "l"
  resource_group_name   = azurerm_resource_group.rg.name
  private_dns_zone_name = each.value
  virtual_network_id    = azurerm_virtual_network.v.id
}
resource "azurerm_private_endpoint" "ws" {
  name                = "pe-ws"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  subnet_id           = azurerm_subnet.s["pe"].id
  private_service_connection {
    name                           = "ws"
    private_connection_resource_id = azurerm_machine_learning_workspace.ws.id
    subresource_names              = ["amlworkspace"]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "z"
    private_dns_zone_ids = [azurerm_private_dns_zone.api.id, azurerm_private_dns_zone.nb.id]
  }
}
resource "azurerm_ai_foundry" "hub" {
  name                = "aihub"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  storage_account_id  = azurerm_storage_account.st.id
  key_vault_id        = azurerm_key_vault.kv.id
  public_network_access = "Disabled"
  identity {
    type = "SystemAssigned"
  }
  managed_network {
    isolation_mode = "AllowInternetOutbound"
  }
}
resource "azurerm_ai_foundry_project" "p" {
  name               = "proj"
  location           = azurerm_ai_foundry.hub.location
  ai_services_hub_id = azurerm_ai_foundry.hub.id
  identity {
    type = "SystemAssigned"
  }
}
resource "azurerm_ai_services" "ais" {
  name                  = "aisvc"
  location              = azurerm_resource_group.rg.location
  resource_group_name   = azurerm_resource_group.rg.name
  sku_name              = "S0"
  public_network_access = "Disabled"
  local_authentication_enabled = false
  custom_subdomain_name = "aisvc"
}

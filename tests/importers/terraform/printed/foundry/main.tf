provider "azurerm" {
  features {}
}
provider "azapi" {}
resource "random_string" "u" {
  length  = 4
  special = false
}
resource "azurerm_resource_group" "rg" {
  name     = "rg-foundry"
  location = "eastus2"
}
resource "azurerm_virtual_network" "v" {
  name                = "agents-vnet"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  address_space       = ["192.168.0.0/16"]
}
resource "azurerm_subnet" "agent" {
  name                 = "agent-subnet"
  resource_group_name  = azurerm_resource_group.rg.name
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["192.168.0.0/24"]
  delegation {
    name = "Microsoft.App/environments"
    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}
resource "azurerm_subnet" "pe" {
  name                 = "pe-subnet"
  resource_group_name  = azurerm_resource_group.rg.name
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["192.168.1.0/24"]
}
resource "azurerm_storage_account" "st" {
  name                            = "aifoundry${random_string.u.result}storage"
  resource_group_name             = azurerm_resource_group.rg.name
  location                        = azurerm_resource_group.rg.location
  account_kind                    = "StorageV2"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  shared_access_key_enabled       = false
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
  network_rules {
    default_action = "Deny"
    bypass         = ["AzureServices"]
  }
}
resource "azurerm_cosmosdb_account" "db" {
  name                              = "aifoundry${random_string.u.result}cosmosdb"
  location                          = azurerm_resource_group.rg.location
  resource_group_name               = azurerm_resource_group.rg.name
  offer_type                        = "Standard"
  kind                              = "GlobalDocumentDB"
  free_tier_enabled                 = false
  local_authentication_disabled     = true
  public_network_access_enabled     = false
  automatic_failover_enabled        = false
  multiple_write_locations_enabled  = false
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = azurerm_resource_group.rg.location
    failover_priority = 0
    zone_redundant    = false
  }
}
resource "azapi_resource" "ai_search" {
  type                      = "Microsoft.Search/searchServices@2025-05-01"
  name                      = "aifoundry${random_string.u.result}search"
  parent_id                 = azurerm_resource_group.rg.id
  location                  = azurerm_resource_group.rg.location
  schema_validation_enabled = true
  body = {
    sku      = { name = "standard" }
    identity = { type = "SystemAssigned" }
    properties = {
      replicaCount        = 1
      partitionCount      = 1
      hostingMode         = "Default"
      semanticSearch      = "disabled"
      disableLocalAuth    = true
      publicNetworkAccess = "Disabled"
      networkRuleSet      = { bypass = "None" }
    }
  }
}
resource "azapi_resource" "ai_foundry" {
  type                      = "Microsoft.CognitiveServices/accounts@2025-06-01"
  name                      = "aifoundry${random_string.u.result}"
  parent_id                 = azurerm_resource_group.rg.id
  location                  = azurerm_resource_group.rg.location
  schema_validation_enabled = false
  body = {
    kind     = "AIServices"
    sku      = { name = "S0" }
    identity = { type = "SystemAssigned" }
    properties = {
      disableLocalAuth       = true
      allowProjectManagement = true
      customSubDomainName    = "aifoundry${random_string.u.result}"
      publicNetworkAccess    = "Disabled"
      networkAcls            = { defaultAction = "Allow" }
      networkInjections = [{
        scenario                   = "agent"
        subnetArmId                = azurerm_subnet.agent.id
        useMicrosoftManagedNetwork = false
      }]
    }
  }
}
resource "azurerm_cognitive_deployment" "gpt" {
  name                 = "gpt-4o"
  cognitive_account_id = azapi_resource.ai_foundry.id
  sku {
    name     = "GlobalStandard"
    capacity = 1
  }
  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-11-20"
  }
}
locals {
  zones = ["privatelink.blob.core.windows.net", "privatelink.documents.azure.com", "privatelink.search.windows.net", "privatelink.cognitiveservices.azure.com", "privatelink.services.ai.azure.com", "privatelink.openai.azure.com"]
}
resource "azurerm_private_dns_zone" "z" {
  for_each            = toset(local.zones)
  name                = each.key
  resource_group_name = azurerm_resource_group.rg.name
}
resource "azurerm_private_dns_zone_virtual_network_link" "l" {
  for_each              = toset(local.zones)
  name                  = "link-${replace(each.key, ".", "-")}"
  resource_group_name   = azurerm_resource_group.rg.name
  private_dns_zone_name = azurerm_private_dns_zone.z[each.key].name
  virtual_network_id    = azurerm_virtual_network.v.id
}
resource "azurerm_private_endpoint" "st" {
  name                = "pe-st"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "st"
    private_connection_resource_id = azurerm_storage_account.st.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "z"
    private_dns_zone_ids = [azurerm_private_dns_zone.z["privatelink.blob.core.windows.net"].id]
  }
}
resource "azurerm_private_endpoint" "db" {
  name                = "pe-db"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "db"
    private_connection_resource_id = azurerm_cosmosdb_account.db.id
    subresource_names              = ["Sql"]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "z"
    private_dns_zone_ids = [azurerm_private_dns_zone.z["privatelink.documents.azure.com"].id]
  }
}
resource "azurerm_private_endpoint" "search" {
  name                = "pe-search"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "s"
    private_connection_resource_id = azapi_resource.ai_search.id
    subresource_names              = ["searchService"]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "z"
    private_dns_zone_ids = [azurerm_private_dns_zone.z["privatelink.search.windows.net"].id]
  }
}
resource "azurerm_private_endpoint" "ai" {
  name                = "pe-ai"
  location            = azurerm_resource_group.rg.location
  resource_group_name = azurerm_resource_group.rg.name
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "a"
    private_connection_resource_id = azapi_resource.ai_foundry.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "z"
    private_dns_zone_ids = [for k in ["privatelink.cognitiveservices.azure.com", "privatelink.services.ai.azure.com", "privatelink.openai.azure.com"] : azurerm_private_dns_zone.z[k].id]
  }
}
resource "azapi_resource" "project" {
  type                   = "Microsoft.CognitiveServices/accounts/projects@2025-06-01"
  name                   = "project"
  parent_id              = azapi_resource.ai_foundry.id
  location               = azurerm_resource_group.rg.location
  body = {
    sku      = { name = "S0" }
    identity = { type = "SystemAssigned" }
    properties = {
      displayName = "project"
    }
  }
  response_export_values = ["identity.principalId", "properties.internalId"]
}
resource "azapi_resource" "conn_storage" {
  type      = "Microsoft.CognitiveServices/accounts/projects/connections@2025-06-01"
  name      = azurerm_storage_account.st.name
  parent_id = azapi_resource.project.id
  body = {
    properties = {
      category = "AzureStorageAccount"
      target   = azurerm_storage_account.st.primary_blob_endpoint
      authType = "AAD"
      metadata = { ResourceId = azurerm_storage_account.st.id }
    }
  }
}
resource "azurerm_role_assignment" "st" {
  scope                = azurerm_storage_account.st.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azapi_resource.project.output.identity.principalId
}
resource "azurerm_cosmosdb_sql_role_assignment" "db" {
  name                = "00000000-0000-0000-0000-000000000099"
  resource_group_name = azurerm_resource_group.rg.name
  account_name        = azurerm_cosmosdb_account.db.name
  scope               = azurerm_cosmosdb_account.db.id
  role_definition_id  = "${azurerm_cosmosdb_account.db.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002"
  principal_id        = azapi_resource.project.output.identity.principalId
}
resource "azapi_resource" "caphost" {
  type      = "Microsoft.CognitiveServices/accounts/projects/capabilityHosts@2025-06-01"
  name      = "caphost"
  parent_id = azapi_resource.project.id
  schema_validation_enabled = false
  body = {
    properties = {
      capabilityHostKind       = "Agents"
      vectorStoreConnections   = [azapi_resource.ai_search.name]
      storageConnections       = [azurerm_storage_account.st.name]
      threadStorageConnections = [azurerm_cosmosdb_account.db.name]
    }
  }
}

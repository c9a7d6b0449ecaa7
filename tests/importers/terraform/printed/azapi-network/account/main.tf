variable "name" {}
variable "resource_group_name" {}
variable "location" {}
variable "public_network_access_enabled" {}
variable "local_auth_enabled" {}
variable "private_endpoints" {}
variable "diagnostic_settings" {}
resource "azurerm_cognitive_account" "this" {
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  kind                          = "AIServices"
  sku_name                      = "S0"
  custom_subdomain_name         = var.name
  public_network_access_enabled = var.public_network_access_enabled
  local_auth_enabled            = var.local_auth_enabled
  dynamic "identity" {
    for_each = [1]
    content {
      type = "SystemAssigned"
    }
  }
}
resource "azurerm_private_endpoint" "this" {
  for_each            = var.private_endpoints
  name                = each.value.name
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = each.value.subnet_resource_id
  private_service_connection {
    name                           = "pse-${var.name}"
    private_connection_resource_id = azurerm_cognitive_account.this.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
  dynamic "private_dns_zone_group" {
    for_each = length(each.value.private_dns_zone_resource_ids) > 0 ? ["this"] : []
    content {
      name                 = "default"
      private_dns_zone_ids = each.value.private_dns_zone_resource_ids
    }
  }
}
resource "azurerm_monitor_diagnostic_setting" "this" {
  for_each                   = var.diagnostic_settings
  name                       = "diag-${var.name}"
  target_resource_id         = azurerm_cognitive_account.this.id
  log_analytics_workspace_id = each.value.workspace_resource_id
  dynamic "enabled_log" {
    for_each = toset(["allLogs"])
    content {
      category_group = enabled_log.value
    }
  }
  dynamic "enabled_metric" {
    for_each = toset(["AllMetrics"])
    content {
      category = enabled_metric.value
    }
  }
}

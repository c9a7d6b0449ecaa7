provider "azurerm" {
  features {}
}
resource "azurerm_resource_group" "rg" {
  name     = "rg-arm"
  location = "westeurope"
}
resource "azurerm_resource_group_template_deployment" "oai" {
  name                = "oai"
  resource_group_name = azurerm_resource_group.rg.name
  deployment_mode     = "Incremental"
  parameters_content = jsonencode({
    name   = { value = "oai-tmpl" }
    public = { value = "Disabled" }
  })
  template_content = jsonencode({
    "$schema"      = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    contentVersion = "1.0.0.0"
    parameters = {
      name   = { type = "string" }
      public = { type = "string", defaultValue = "Enabled" }
    }
    resources = [{
      type       = "Microsoft.CognitiveServices/accounts"
      apiVersion = "2024-10-01"
      name       = "[parameters('name')]"
      location   = "[resourceGroup().location]"
      kind       = "OpenAI"
      sku        = { name = "S0" }
      properties = {
        publicNetworkAccess = "[parameters('public')]"
        disableLocalAuth    = true
        customSubDomainName = "[parameters('name')]"
      }
    }]
    outputs = { id = { type = "string", value = "[resourceId('Microsoft.CognitiveServices/accounts', parameters('name'))]" } }
  })
}
resource "azurerm_resource_group_template_deployment" "unknown" {
  name                = "unk"
  resource_group_name = azurerm_resource_group.rg.name
  deployment_mode     = "Incremental"
  parameters_content = jsonencode({
    name   = { value = azurerm_resource_group.rg.id }
  })
  template_content = file("${path.module}/t.json")
}
resource "azurerm_subscription_template_deployment" "sub" {
  name             = "sub"
  location         = "westeurope"
  template_content = <<T
{"$schema":"https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#","contentVersion":"1.0.0.0","resources":[{"type":"Microsoft.Resources/resourceGroups","apiVersion":"2022-09-01","name":"rg-two","location":"westeurope"}]}
T
}
resource "azapi_resource" "dep" {
  type      = "Microsoft.Resources/deployments@2022-09-01"
  name      = "dep"
  parent_id = azurerm_resource_group.rg.id
  body = {
    properties = {
      mode     = "Incremental"
      template = {
        "$schema"      = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
        contentVersion = "1.0.0.0"
        resources      = [{ type = "Microsoft.Storage/storageAccounts", apiVersion = "2023-05-01", name = "stdep", location = "westeurope", kind = "StorageV2", sku = { name = "Standard_LRS" }, properties = {} }]
      }
    }
  }
}

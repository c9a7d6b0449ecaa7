# monitoring/application-insights: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "component" {
  type      = "Microsoft.Insights/components@2020-02-02"
  parent_id = var.resource_group_id
  name      = "appi-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "web"
    properties = {
      Application_Type                = "web"
      IngestionMode                   = "LogAnalytics"
      WorkspaceResourceId             = var.workspace_id
      publicNetworkAccessForIngestion = "Disabled"
      publicNetworkAccessForQuery     = "Disabled"
      DisableLocalAuth                = true
      DisableIpMasking                = false
    }
  }
  schema_validation_enabled = true
}

# monitoring/diagnostic-settings-subscription: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "diag-${var.enclave}"
  body = {
    properties = {
      workspaceId = var.east_workspace_id
      logs = [
        {
          category = "Administrative"
          enabled  = true
        },
        {
          category = "Security"
          enabled  = true
        },
        {
          category = "ServiceHealth"
          enabled  = true
        },
        {
          category = "Alert"
          enabled  = true
        },
        {
          category = "Recommendation"
          enabled  = true
        },
        {
          category = "Policy"
          enabled  = true
        },
        {
          category = "Autoscale"
          enabled  = true
        },
        {
          category = "ResourceHealth"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# monitoring/diagnostic-settings: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "recovery_vault_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}-recovery"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          category = "CoreAzureBackup"
          enabled  = true
        },
        {
          category = "AddonAzureBackupJobs"
          enabled  = true
        },
        {
          category = "AddonAzureBackupAlerts"
          enabled  = true
        },
        {
          category = "AddonAzureBackupPolicy"
          enabled  = true
        },
        {
          category = "AddonAzureBackupStorage"
          enabled  = true
        },
        {
          category = "AddonAzureBackupProtectedInstance"
          enabled  = true
        },
        {
          category = "AzureBackupOperations"
          enabled  = true
        },
        {
          category = "AzureSiteRecoveryJobs"
          enabled  = true
        },
        {
          category = "AzureSiteRecoveryReplicatedItems"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

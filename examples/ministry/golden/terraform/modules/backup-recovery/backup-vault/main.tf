# backup-recovery/backup-vault: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "backup_vault" {
  type      = "Microsoft.DataProtection/backupVaults@2026-06-01"
  parent_id = var.resource_group_id
  name      = "bvault-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      storageSettings = [
        {
          datastoreType = "VaultStore"
          type          = "GeoRedundant"
        },
      ]
      securitySettings = {
        softDeleteSettings = {
          state                   = "AlwaysOn"
          retentionDurationInDays = 30
        }
        immutabilitySettings = {
          state = "Unlocked"
        }
      }
      featureSettings = {
        crossSubscriptionRestoreSettings = {
          state = "Disabled"
        }
        crossRegionRestoreSettings = {
          state = "Enabled"
        }
      }
      monitoringSettings = {
        azureMonitorAlertSettings = {
          alertsForAllJobFailures = "Enabled"
        }
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "identity.principalId"
  }

  identity {
    type = "SystemAssigned"
  }
}

# backup-recovery/recovery-services-vault: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "vault" {
  type      = "Microsoft.RecoveryServices/vaults@2026-07-01"
  parent_id = var.resource_group_id
  name      = "rsv-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "RS0"
      tier = "Standard"
    }
    properties = {
      publicNetworkAccess = "Disabled"
      encryption = {
        keyVaultProperties = {
          keyUri = var.key_uris.backup
        }
        kekIdentity = {
          useSystemAssignedIdentity = true
        }
        infrastructureEncryption = "Disabled"
      }
      redundancySettings = {
        standardTierStorageRedundancy = "GeoRedundant"
        crossRegionRestore            = "Enabled"
      }
      restoreSettings = {
        crossSubscriptionRestoreSettings = {
          crossSubscriptionRestoreState = "Disabled"
        }
      }
      securitySettings = {
        immutabilitySettings = {
          state = "Unlocked"
        }
        softDeleteSettings = {
          softDeleteState                 = "AlwaysON"
          softDeleteRetentionPeriodInDays = 30
          enhancedSecurityState           = "AlwaysON"
        }
      }
      monitoringSettings = {
        azureMonitorAlertSettings = {
          alertsForAllJobFailures       = "Enabled"
          alertsForAllReplicationIssues = "Enabled"
          alertsForAllFailoverIssues    = "Enabled"
        }
        classicAlertSettings = {
          alertsForCriticalOperations       = "Disabled"
          emailNotificationsForSiteRecovery = "Disabled"
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

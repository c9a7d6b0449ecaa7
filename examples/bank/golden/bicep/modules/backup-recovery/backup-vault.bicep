// backup-recovery/backup-vault: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' = {
  name: 'bvault-${enclave}-${region}'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  tags: tags
  properties: {
    storageSettings: [
      {
        datastoreType: 'VaultStore'
        type: 'GeoRedundant'
      }
    ]
    securitySettings: {
      softDeleteSettings: {
        state: 'AlwaysOn'
        retentionDurationInDays: 30
      }
      immutabilitySettings: {
        state: 'Unlocked'
      }
    }
    featureSettings: {
      crossSubscriptionRestoreSettings: {
        state: 'Disabled'
      }
      crossRegionRestoreSettings: {
        state: 'Enabled'
      }
    }
    monitoringSettings: {
      azureMonitorAlertSettings: {
        alertsForAllJobFailures: 'Enabled'
      }
    }
  }
}

@description('`identity.principalId` of the backup vault.')
output backupVaultPrincipalId string = backupVault.identity.principalId

// governance/resource-locks: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

resource recoveryVault 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}-recovery'
}

resource recoveryVaultLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: recoveryVault
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds the backups'
  }
}

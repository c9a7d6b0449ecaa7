// backup-recovery/backup-items: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Name of the instance.')
param instanceName string

@description('The resource id of the storage account.')
param storageAccountId string

@description('The resource id of the backup policy.')
param backupPolicyId string

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' existing = {
  name: 'bvault-${enclave}-${region}'
}

resource instance 'Microsoft.DataProtection/backupVaults/backupInstances@2026-06-01' = {
  parent: backupVault
  name: instanceName
  properties: {
    objectType: 'BackupInstance'
    friendlyName: instanceName
    dataSourceInfo: {
      objectType: 'Datasource'
      resourceID: storageAccountId
      resourceName: instanceName
      resourceType: 'Microsoft.Storage/storageAccounts'
      resourceUri: storageAccountId
      resourceLocation: location
      datasourceType: 'Microsoft.Storage/storageAccounts/blobServices'
    }
    policyInfo: {
      policyId: backupPolicyId
    }
  }
}

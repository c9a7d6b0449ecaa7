// backup-recovery/backup-items: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Name of the instance.')
param instanceName string

@description('The resource id of the virtual machine.')
param virtualMachineId string

@description('The resource id of the backup policy.')
param backupPolicyId string

@description('The resource id of the storage account.')
param storageAccountId string

@description('The resource id of the backup policy.')
param backupPolicyId2 string

resource vault 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}'
}

resource protectionContainer 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers@2026-07-01' existing = {
  name: '${vault.name}/Azure/iaasvmcontainer;iaasvmcontainerv2;rg-${enclave}-${region};vm-${enclave}-${region}-1'
}

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' existing = {
  name: 'bvault-${enclave}-${region}'
}

resource protectedItem 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems@2026-07-01' = {
  parent: protectionContainer
  name: 'vm;iaasvmcontainerv2;rg-${enclave}-${region};vm-${enclave}-${region}-1'
  properties: {
    protectedItemType: 'Microsoft.Compute/virtualMachines'
    sourceResourceId: virtualMachineId
    policyId: backupPolicyId
  }
}

resource instance 'Microsoft.DataProtection/backupVaults/backupInstances@2026-06-01' = {
  parent: backupVault
  name: instanceName
  properties: {
    objectType: 'BackupInstance'
    friendlyName: 'stmercyhealthbackup7gahe'
    dataSourceInfo: {
      objectType: 'Datasource'
      resourceID: storageAccountId
      resourceName: 'stmercyhealthbackup7gahe'
      resourceType: 'Microsoft.Storage/storageAccounts'
      resourceUri: storageAccountId
      resourceLocation: location
      datasourceType: 'Microsoft.Storage/storageAccounts/blobServices'
    }
    policyInfo: {
      policyId: backupPolicyId2
    }
  }
}

// governance/resource-locks: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Name of the vault.')
param keysVaultName string

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the vault.')
param vaultName string

@description('Name of the storage account.')
param lakeStorageAccountName string

@description('Name of the database account.')
param databaseAccountName string

@description('Name of the workspace.')
param workspace2Name string

@description('Name of the storage account.')
param backupStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the search service.')
param searchServiceName string

@description('Name of the storage account.')
param agentsStorageAccountName string

@description('Name of the storage account.')
param hubStorageAccountName string

@description('Name of the vault.')
param huVaultName string

@description('Name of the storage account.')
param mlStorageAccountName string

@description('Name of the vault.')
param mlVaultName string

resource azureFirewall 'Microsoft.Network/azureFirewalls@2025-09-01' existing = {
  name: 'afw-${enclave}-${region}'
}

resource keysVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keysVaultName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: 'log-${enclave}-${region}'
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource lakeStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: lakeStorageAccountName
}

resource databaseAccount 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: databaseAccountName
}

resource workspace2 'Microsoft.Synapse/workspaces@2021-06-01' existing = {
  name: workspace2Name
}

resource vault2 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}'
}

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' existing = {
  name: 'bvault-${enclave}-${region}'
}

resource backupStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: backupStorageAccountName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource searchService 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchServiceName
}

resource agentsStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: agentsStorageAccountName
}

resource hubStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: hubStorageAccountName
}

resource huVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: huVaultName
}

resource workspace3 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'hub-${enclave}-${region}'
}

resource codiGgnqtWorkspace 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'proj-${enclave}-${region}-codi-ggnqt'
}

resource mlStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: mlStorageAccountName
}

resource mlVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: mlVaultName
}

resource workspace4 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'mlw-${enclave}-${region}'
}

resource azureFirewallLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: azureFirewall
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'everything that leaves goes through it'
  }
}

resource keysVaultLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: keysVault
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'without its keys nothing of this enclave can be read'
  }
}

resource enclaveWorkspaceLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: workspace
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds the evidence'
  }
}

resource storageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: storageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

resource enclaveVaultLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: vault
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'without its keys nothing of this enclave can be read'
  }
}

resource lakeStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: lakeStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

resource databaseAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: databaseAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data'
  }
}

resource enclaveWorkspaceLock2 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: workspace2
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data'
  }
}

resource enclaveVaultLock2 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: vault2
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds the backups'
  }
}

resource backupVaultLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: backupVault
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds the backups'
  }
}

resource backupStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: backupStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

resource registryLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: registry
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds the images that run'
  }
}

resource searchServiceLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: searchService
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data'
  }
}

resource agentsStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: agentsStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

resource hubStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: hubStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

resource huVaultLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: huVault
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'without its keys nothing of this enclave can be read'
  }
}

resource enclaveWorkspaceLock3 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: workspace3
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds models and what they were made of'
  }
}

resource codiGgnqtWorkspaceLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: codiGgnqtWorkspace
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds models and what they were made of'
  }
}

resource mlStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: mlStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

resource mlVaultLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: mlVault
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'without its keys nothing of this enclave can be read'
  }
}

resource enclaveWorkspaceLock4 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: workspace4
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds models and what they were made of'
  }
}

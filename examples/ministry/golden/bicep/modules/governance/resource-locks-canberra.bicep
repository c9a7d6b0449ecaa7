// governance/resource-locks-canberra: written by `enclave build`; change enclave.yaml, not this file

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

@description('Name of the flexible server.')
param flexibleServerName string

@description('Name of the storage account.')
param backStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the search service.')
param searchServiceName string

@description('Name of the storage account.')
param agenStorageAccountName string

@description('Name of the storage account.')
param mlStorageAccountName string

@description('Name of the vault.')
param vault3Name string

@description('Name of the storage account.')
param cachStorageAccountName string

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

resource flexibleServer 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = {
  name: flexibleServerName
}

resource vault2 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}'
}

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' existing = {
  name: 'bvault-${enclave}-${region}'
}

resource backStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: backStorageAccountName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource searchService 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchServiceName
}

resource agenStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: agenStorageAccountName
}

resource mlStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: mlStorageAccountName
}

resource vault3 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vault3Name
}

resource workspace2 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'mlw-${enclave}-${region}'
}

resource cachStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: cachStorageAccountName
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

resource flexibleServerLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: flexibleServer
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

resource backStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: backStorageAccount
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

resource agenStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: agenStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
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

resource enclaveVaultLock3 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: vault3
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'without its keys nothing of this enclave can be read'
  }
}

resource enclaveWorkspaceLock2 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: workspace2
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds models and what they were made of'
  }
}

resource cachStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: cachStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

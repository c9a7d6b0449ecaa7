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

@description('Name of the server.')
param serverName string

@description('Name of the storage account.')
param backupStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the search service.')
param searchServiceName string

@description('Name of the storage account.')
param anchorStorageAccountName string

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

resource server 'Microsoft.Sql/servers@2025-01-01' existing = {
  name: serverName
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

resource anchorStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: anchorStorageAccountName
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

resource workspaceLock 'Microsoft.Authorization/locks@2020-05-01' = {
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

resource serverLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: server
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

resource anchorStorageAccountLock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: anchorStorageAccount
  name: 'lock-enclave'
  properties: {
    level: 'CanNotDelete'
    notes: 'it holds data or evidence'
  }
}

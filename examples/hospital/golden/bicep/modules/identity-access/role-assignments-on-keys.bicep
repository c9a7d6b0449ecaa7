// identity-access/role-assignments-on-keys: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the vault.')
param keysVaultName string

@description('Name of the storage account.')
param lakeStorageAccountName string

@description('The `identity.principalId` of the workspace.')
param workspacePrincipalId string

@description('The `identity.principalId` of the vault.')
param vaultPrincipalId string

resource keysVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keysVaultName
}

resource synapseKey 'Microsoft.KeyVault/vaults/keys@2026-02-01' existing = {
  parent: keysVault
  name: 'synapse'
}

resource lakeStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: lakeStorageAccountName
}

resource backupKey 'Microsoft.KeyVault/vaults/keys@2026-02-01' existing = {
  parent: keysVault
  name: 'backup'
}

resource synapseKeyRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: synapseKey
  name: '719d2acc-1057-5327-80ec-77a26bc624ec'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: workspacePrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource lakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: 'd7fa0902-d4c3-59a1-81ea-6e615c2a3a0e'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: workspacePrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource backupKeyRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupKey
  name: 'a0415a06-8b76-5264-b473-94e2a04a2e1a'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: vaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

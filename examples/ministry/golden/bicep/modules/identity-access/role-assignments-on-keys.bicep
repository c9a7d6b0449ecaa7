// identity-access/role-assignments-on-keys: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the vault.')
param keysVaultName string

@description('The `identity.principalId` of the vault.')
param vaultPrincipalId string

resource keysVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keysVaultName
}

resource backupKey 'Microsoft.KeyVault/vaults/keys@2026-02-01' existing = {
  parent: keysVault
  name: 'backup'
}

resource backupKeyRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupKey
  name: '6e64494e-ea0c-520d-a9bf-577e325e9bf8'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: vaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

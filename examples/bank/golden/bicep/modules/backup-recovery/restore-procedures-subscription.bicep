// backup-recovery/restore-procedures-subscription: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

@description('The `properties.principalId` of the user assigned identity.')
param europeUserAssignedIdentityPrincipalId string

@description('The `properties.principalId` of the user assigned identity.')
param usHealthcareUserAssignedIdentityPrincipalId string

resource restoreCosmosRestoreOperatorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: '2937e9f9-a3ab-5c17-90d1-f2910b547634'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5432c526-bc82-444a-b7ba-57c5b0b5b34f')
    principalId: europeUserAssignedIdentityPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource restoreCosmosRestoreOperatorRoleAssignment2 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: '339a77c7-979a-58b4-8d3d-c27f2b76f387'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5432c526-bc82-444a-b7ba-57c5b0b5b34f')
    principalId: usHealthcareUserAssignedIdentityPrincipalId
    principalType: 'ServicePrincipal'
  }
}

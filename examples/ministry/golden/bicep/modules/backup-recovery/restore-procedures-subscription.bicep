// backup-recovery/restore-procedures-subscription: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

@description('The `properties.principalId` of the user assigned identity.')
param canberraUserAssignedIdentityPrincipalId string

resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: '3c916e0a-f625-5e46-9854-c634e9154992'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5432c526-bc82-444a-b7ba-57c5b0b5b34f')
    principalId: canberraUserAssignedIdentityPrincipalId
    principalType: 'ServicePrincipal'
  }
}

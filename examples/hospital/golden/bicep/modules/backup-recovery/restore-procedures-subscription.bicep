// backup-recovery/restore-procedures-subscription: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

@description('The `properties.principalId` of the user assigned identity.')
param eastUserAssignedIdentityPrincipalId string

resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'e1b8404f-52f9-5c20-94af-24980bf0e118'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5432c526-bc82-444a-b7ba-57c5b0b5b34f')
    principalId: eastUserAssignedIdentityPrincipalId
    principalType: 'ServicePrincipal'
  }
}

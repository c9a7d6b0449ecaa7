// identity-access/managed-identity: written by `enclave build`; change enclave.yaml, not this file

import { pairType } from '../../types.bicep'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Names of the user assigned identities to deploy.')
var userAssignedIdentityNames = [
  'flow-logs'
  'container-apps'
  'machines'
  'application-gateway'
]

resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for name in userAssignedIdentityNames: {
  name: 'id-${enclave}-${region}-${name}'
  location: location
  tags: tags
}]

resource gatewayUserAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${enclave}-${region}-gateway'
  location: location
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    'enclave-policy-digest': 'sha256:7dd22d48765c268594b4880103c69640e1c3a2a5759dbc3e26925956c4afefbb'
  }
}

@description('Resource ids of the user assigned identity resources, by their names.')
output userAssignedIdentityIds { *: string } = toObject(
  userAssignedIdentityNames,
  name => name,
  name => resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-${enclave}-${region}-${name}')
)

@description('`properties.principalId` of the user assigned identity resources, by their names.')
output userAssignedIdentityPrincipalIds { *: string } = {
  gateway: gatewayUserAssignedIdentity.properties.principalId
}

@description('`properties.principalId` of the user assigned identity resources, by their names.')
output userAssignedIdentityPrincipalIds2 pairType[] = [for (name, i) in userAssignedIdentityNames: {
  key: name
  value: userAssignedIdentity[i].properties.principalId
}]

// identity-access/managed-identity: written by `enclave build`; change enclave.yaml, not this file

import { pairType } from '../../types.bicep'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Name of the region in enclave.yaml.')
param regionKey string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Names of the user assigned identities to deploy.')
var userAssignedIdentityNames = [
  'firewall'
  'flow-logs'
  'kubernetes'
  'kubelet'
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
    enclave: 'contoso-bank'
    region: regionKey
    'data-classification': 'highly-sensitive'
    scenario: 'ai-inference'
    'enclave-policy-digest': 'sha256:377afbe4c8046baa4d9799b9bb9c8e878875377c234241d4e5ec9db84592ba50'
  }
}

@description('`properties.principalId` of the user assigned identity resources, by their names.')
output userAssignedIdentityPrincipalIds { *: string } = {
  gateway: gatewayUserAssignedIdentity.properties.principalId
}

@description('`properties.principalId` of the user assigned identity resources, by their names.')
output userAssignedIdentityPrincipalIds2 pairType[] = [for (name, i) in userAssignedIdentityNames: {
  key: name
  value: userAssignedIdentity[i].properties.principalId
}]

@description('Resource ids of the user assigned identity resources, by their names.')
output userAssignedIdentityIds { *: string } = toObject(
  userAssignedIdentityNames,
  name => name,
  name => resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-${enclave}-${region}-${name}')
)

// identity-access/role-assignments-on-managed-clusters: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Name of the managed cluster role assignment.')
param managedClusterRoleAssignmentName string

resource managedCluster 'Microsoft.ContainerService/managedClusters@2026-05-01' existing = {
  name: 'aks-${enclave}-${region}'
}

resource managedClusterRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: managedCluster
  name: managedClusterRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4abbcc35-e782-43d8-92c5-2d3f1bd2253f')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

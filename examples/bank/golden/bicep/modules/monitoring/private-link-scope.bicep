// monitoring/private-link-scope: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Tags of the resources.')
param tags { *: string }

@description('The resource id of the workspace.')
param workspaceId string

@description('The resource id of the component.')
param componentId string

resource privateLinkScope 'Microsoft.Insights/privateLinkScopes@2021-09-01' = {
  name: 'ampls-${enclave}-${region}'
  location: 'global'
  tags: tags
  properties: {
    accessModeSettings: {
      ingestionAccessMode: 'PrivateOnly'
      queryAccessMode: 'PrivateOnly'
    }
  }
}

resource privateLinkScopeLogScopedResource 'Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01' = {
  parent: privateLinkScope
  name: 'log-${enclave}-${region}'
  properties: {
    linkedResourceId: workspaceId
  }
}

resource privateLinkScopeAppiScopedResource 'Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01' = {
  parent: privateLinkScope
  name: 'appi-${enclave}-${region}'
  properties: {
    linkedResourceId: componentId
  }
}

@description('Resource id of the private link scope.')
output privateLinkScopeId string = privateLinkScope.id

// monitoring/managed-grafana-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the grafana.')
param grafanaName string

@description('The resource id of the private link scope.')
param privateLinkScopeId string

resource grafana 'Microsoft.Dashboard/grafana@2025-08-01' existing = {
  name: grafanaName
}

resource managedPrivateEndpoint 'Microsoft.Dashboard/grafana/managedPrivateEndpoints@2025-08-01' = {
  parent: grafana
  name: 'logs'
  location: location
  tags: tags
  properties: {
    privateLinkResourceId: privateLinkScopeId
    privateLinkResourceRegion: location
    groupIds: [
      'azuremonitor'
    ]
    requestMessage: 'Grafana of the same enclave reads logs'
  }
}

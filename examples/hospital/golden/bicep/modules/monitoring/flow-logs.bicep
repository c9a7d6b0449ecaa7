// monitoring/flow-logs: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('For each virtual network its resource id, by its name.')
param virtualNetworkIds { *: string }

@description('The resource id of the storage account.')
param storageAccountId string

@description('The resource id of the workspace.')
param workspaceId string

@description('Names of the flow logs to deploy.')
var flowLogNames = [
  'hub'
  'ai-services'
  'compute'
  'data'
  'management'
]

resource networkWatcher 'Microsoft.Network/networkWatchers@2025-09-01' existing = [for name in flowLogNames: {
  name: 'NetworkWatcher_${location}'
}]

resource flowLog 'Microsoft.Network/networkWatchers/flowLogs@2025-09-01' = [for (name, i) in flowLogNames: {
  parent: networkWatcher[i]
  name: 'fl-vnet-${enclave}-${region}-${name}'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds['flow-logs']}': {}
    }
  }
  tags: tags
  properties: {
    targetResourceId: virtualNetworkIds[name]
    storageId: storageAccountId
    enabled: true
    format: {
      type: 'JSON'
      version: 2
    }
    retentionPolicy: {
      enabled: true
      days: 365
    }
    flowAnalyticsConfiguration: {
      networkWatcherFlowAnalyticsConfiguration: {
        enabled: true
        workspaceResourceId: workspaceId
        trafficAnalyticsInterval: 60
      }
    }
  }
}]

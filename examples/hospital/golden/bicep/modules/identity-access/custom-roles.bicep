// identity-access/custom-roles: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

resource roleDefinition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: 'ef9b276c-f8f5-5fff-bc97-7cab25a2ebce'
  properties: {
    roleName: 'mercy-health operator'
    description: 'keeps the enclave running: starts, stops, restarts, backs up and looks at everything; changes no network, no key, no identity, no policy and no log setting, and lists no keys'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          '*/read'
          'Microsoft.AlertsManagement/alerts/*'
          'Microsoft.Compute/virtualMachineScaleSets/deallocate/action'
          'Microsoft.Compute/virtualMachineScaleSets/restart/action'
          'Microsoft.Compute/virtualMachineScaleSets/start/action'
          'Microsoft.Compute/virtualMachines/deallocate/action'
          'Microsoft.Compute/virtualMachines/restart/action'
          'Microsoft.Compute/virtualMachines/start/action'
          'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action'
          'Microsoft.ContainerService/managedClusters/start/action'
          'Microsoft.ContainerService/managedClusters/stop/action'
          'Microsoft.Logic/workflows/triggers/run/action'
          'Microsoft.OperationalInsights/workspaces/analytics/query/action'
          'Microsoft.OperationalInsights/workspaces/search/action'
          'Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/backup/action'
          'Microsoft.Support/*'
        ]
        notActions: [
          'Microsoft.OperationalInsights/workspaces/sharedKeys/read'
        ]
        dataActions: [
          'Microsoft.Compute/virtualMachines/login/action'
        ]
        notDataActions: []
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}

resource roleDefinition2 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: '0fd38dc6-65b5-5a86-abd8-987e77ec50e8'
  properties: {
    roleName: 'mercy-health contributor'
    description: 'manages the model deployments of a project: makes, changes and removes them; changes no content filter, no network rule and no account, and lists no keys'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Authorization/*/read'
          'Microsoft.CognitiveServices/*/read'
          'Microsoft.CognitiveServices/accounts/deployments/delete'
          'Microsoft.CognitiveServices/accounts/deployments/write'
          'Microsoft.Insights/diagnosticSettings/read'
          'Microsoft.Insights/metricdefinitions/read'
          'Microsoft.Insights/metrics/read'
          'Microsoft.ResourceHealth/availabilityStatuses/read'
        ]
        notActions: []
        dataActions: [
          'Microsoft.CognitiveServices/accounts/OpenAI/*'
        ]
        notDataActions: []
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}

resource roleDefinition3 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: '379722bd-8c07-5acc-a531-758bfc2dae38'
  properties: {
    roleName: 'mercy-health restorer'
    description: 'brings back what was deleted or spoilt, as another copy or in its place: held by the identity of the restore procedures, and by no person'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          '*/read'
          'Microsoft.CognitiveServices/accounts/write'
          'Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnectionsApproval/action'
          'Microsoft.DBforPostgreSQL/flexibleServers/write'
          'Microsoft.DataProtection/backupVaults/backupInstances/restore/action'
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/write'
          'Microsoft.KeyVault/vaults/write'
          'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'
          'Microsoft.Network/privateDnsZones/join/action'
          'Microsoft.Network/privateEndpoints/privateDnsZoneGroups/write'
          'Microsoft.Network/privateEndpoints/write'
          'Microsoft.Network/virtualNetworks/subnets/join/action'
          'Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action'
          'Microsoft.Sql/servers/databases/write'
          'Microsoft.Storage/storageAccounts/restoreBlobRanges/action'
        ]
        notActions: [
          'Microsoft.OperationalInsights/workspaces/sharedKeys/read'
        ]
        dataActions: []
        notDataActions: []
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}

resource roleDefinition4 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: '0da715bd-4abd-5b52-8fe4-33eebbca277c'
  properties: {
    roleName: 'mercy-health stager'
    description: 'keeps what a vault brings back until disks are made of it: makes, reads and removes containers and blobs of one account, and lists no keys; held by the vault\'s identity, and by no person'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Authorization/*/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/delete'
          'Microsoft.Storage/storageAccounts/blobServices/containers/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/write'
        ]
        notActions: []
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
        ]
        notDataActions: []
      }
    ]
    assignableScopes: [
      subscription().id
    ]
  }
}

@description('Resource ids of the role definition resources, by their names.')
output roleDefinitionIds { *: string } = {
  roleDefinition: roleDefinition3.id
  roleDefinition2: roleDefinition4.id
}

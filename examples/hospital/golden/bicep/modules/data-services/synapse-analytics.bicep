// data-services/synapse-analytics: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the workspace.')
param workspaceName string

@description('The `properties.primaryEndpoints.dfs` of the storage account.')
param storageAccountDfs string

@description('The resource id of the storage account.')
param storageAccountId string

@description('For each key its `properties.keyUri`, by its name.')
param keyUris { *: string }

resource workspace 'Microsoft.Synapse/workspaces@2021-06-01' = {
  name: workspaceName
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  tags: tags
  properties: {
    defaultDataLakeStorage: {
      accountUrl: storageAccountDfs
      filesystem: 'synapse'
      resourceId: storageAccountId
      createManagedPrivateEndpoint: true
    }
    publicNetworkAccess: 'Disabled'
    azureADOnlyAuthentication: true
    managedVirtualNetwork: 'default'
    managedVirtualNetworkSettings: {
      preventDataExfiltration: true
      allowedAadTenantIdsForLinking: [
        '51111111-1111-1111-1111-111111111111'
      ]
      linkedAccessCheckOnTargetResource: true
    }
    trustedServiceBypassEnabled: false
    encryption: {
      cmk: {
        key: {
          name: 'default'
          keyVaultUrl: keyUris.synapse
        }
      }
    }
    cspWorkspaceAdminProperties: {
      initialWorkspaceAdminObjectId: '55555555-5555-5555-5555-555555555555'
    }
  }
}

@description('`identity.principalId` of the workspace.')
output workspacePrincipalId string = workspace.identity.principalId

@description('Resource id of the workspace.')
output workspaceId string = workspace.id

// ai-services/ai-search: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the search service.')
param searchServiceName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The resource id of the storage account.')
param storageAccountId string

@description('The resource id of the vault.')
param vaultId string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource searchService 'Microsoft.Search/searchServices@2025-05-01' = {
  name: searchServiceName
  location: location
  sku: {
    name: 'standard'
  }
  identity: {
    type: 'SystemAssigned, UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.search}': {}
    }
  }
  tags: tags
  properties: {
    replicaCount: 3
    partitionCount: 1
    hostingMode: 'Default'
    publicNetworkAccess: 'Disabled'
    networkRuleSet: {
      ipRules: []
      bypass: 'None'
    }
    disableLocalAuth: true
    encryptionWithCmk: {
      enforcement: 'Enabled'
    }
    semanticSearch: 'disabled'
    dataExfiltrationProtections: [
      'BlockAll'
    ]
  }
}

resource searchServiceDataLakeSharedPrivateLinkResource 'Microsoft.Search/searchServices/sharedPrivateLinkResources@2025-05-01' = {
  parent: searchService
  name: 'data-lake'
  properties: {
    privateLinkResourceId: storageAccountId
    groupId: 'blob'
    requestMessage: 'indexers read data sets'
  }
}

resource searchServiceKeysSharedPrivateLinkResource 'Microsoft.Search/searchServices/sharedPrivateLinkResources@2025-05-01' = {
  parent: searchService
  name: 'keys'
  properties: {
    privateLinkResourceId: vaultId
    groupId: 'vault'
    requestMessage: 'indexes are encrypted with the owner\'s key'
  }
  dependsOn: [
    searchServiceDataLakeSharedPrivateLinkResource
  ]
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-${searchServiceName}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-${searchServiceName}'
    privateLinkServiceConnections: [
      {
        name: 'pep-${searchServiceName}'
        properties: {
          privateLinkServiceId: searchService.id
          groupIds: [
            'searchService'
          ]
        }
      }
    ]
  }
  dependsOn: [
    searchServiceKeysSharedPrivateLinkResource
  ]
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-search-windows-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.search.windows.net']
        }
      }
    ]
  }
}

@description('`identity.principalId` of the search service.')
output searchServicePrincipalId string = searchService.identity.principalId

// data-services/cosmos-db: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the database account.')
param databaseAccountName string

@description('Name of the private endpoint.')
param privateEndpointName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('For each key its `properties.keyUri`, by its name.')
param keyUris { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource databaseAccount 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: databaseAccountName
  location: location
  kind: 'GlobalDocumentDB'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds['cosmos-db']}': {}
    }
  }
  tags: tags
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: false
      }
      {
        locationName: 'australiasoutheast'
        failoverPriority: 1
        isZoneRedundant: false
      }
    ]
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    enableAutomaticFailover: true
    enableMultipleWriteLocations: false
    publicNetworkAccess: 'Disabled'
    ipRules: []
    isVirtualNetworkFilterEnabled: false
    virtualNetworkRules: []
    networkAclBypass: 'None'
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: 'Continuous30Days'
      }
    }
    keyVaultKeyUri: keyUris['cosmos-db']
    defaultIdentity: 'UserAssignedIdentity=${userAssignedIdentityIds['cosmos-db']}'
  }
}

resource sqlRoleAssignment 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = {
  parent: databaseAccount
  name: '971a4b5d-8a55-56f1-8bca-6f6e0453f69a'
  properties: {
    roleDefinitionId: resourceId('Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions', databaseAccount.name, '00000000-0000-0000-0000-000000000002')
    scope: databaseAccount.id
    principalId: '65555555-5555-5555-5555-555555555555'
  }
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: privateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-cosno-ministry-cases-zj3jy-sql'
    privateLinkServiceConnections: [
      {
        name: 'pep-cosno-ministry-cases-zj3jy-sql'
        properties: {
          privateLinkServiceId: databaseAccount.id
          groupIds: [
            'Sql'
          ]
        }
      }
    ]
  }
  dependsOn: [
    sqlRoleAssignment
  ]
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-documents-azure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.documents.azure.com']
        }
      }
    ]
  }
}

@description('Resource id of the database account.')
output databaseAccountId string = databaseAccount.id

@description('`properties.documentEndpoint` of the database account.')
output databaseAccountDocumentEndpoint string = databaseAccount.properties.documentEndpoint

@description('Resource id of the SQL role definition.')
output sqlRoleDefinitionId string = resourceId('Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions', databaseAccount.name, '00000000-0000-0000-0000-000000000002')

@description('Resource id of the db.')
output dbId string = resourceId('Microsoft.DocumentDB/databaseAccounts/dbs', databaseAccount.name, 'enterprise_memory')

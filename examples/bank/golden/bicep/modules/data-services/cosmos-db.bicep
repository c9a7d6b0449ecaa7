// data-services/cosmos-db: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the database account.')
param databaseAccountName string

@description('Name of the SQL role assignment.')
param sqlRoleAssignmentName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('Location name of the database account.')
param databaseAccountLocationName string

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
        isZoneRedundant: true
      }
      {
        locationName: databaseAccountLocationName
        failoverPriority: 1
        isZoneRedundant: true
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
  name: sqlRoleAssignmentName
  properties: {
    roleDefinitionId: resourceId('Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions', databaseAccount.name, '00000000-0000-0000-0000-000000000002')
    scope: databaseAccount.id
    principalId: '55555555-5555-5555-5555-555555555555'
  }
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-${databaseAccountName}-sql'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-${databaseAccountName}-sql'
    privateLinkServiceConnections: [
      {
        name: 'pep-${databaseAccountName}-sql'
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

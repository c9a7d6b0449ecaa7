// data-services/redis-cache: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the redis enterprise.')
param redisEnterpriseName string

@description('Name of the access policy assignment.')
param accessPolicyAssignmentName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('For each key its `properties.keyUriWithVersion`, by its name.')
param keyUriWithVersions { *: string }

@description('For each user assigned identity its `properties.principalId`, by its name.')
param userAssignedIdentityPrincipalIds { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource redisEnterprise 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: redisEnterpriseName
  location: location
  sku: {
    name: 'Balanced_B3'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.redis}': {}
    }
  }
  tags: tags
  properties: {
    publicNetworkAccess: 'Disabled'
    minimumTlsVersion: '1.2'
    highAvailability: 'Enabled'
    encryption: {
      customerManagedKeyEncryption: {
        keyEncryptionKeyUrl: keyUriWithVersions.redis
        keyEncryptionKeyIdentity: {
          identityType: 'userAssignedIdentity'
          userAssignedIdentityResourceId: userAssignedIdentityIds.redis
        }
      }
    }
  }
}

resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: redisEnterprise
  name: 'default'
  properties: {
    clientProtocol: 'Encrypted'
    port: 10000
    clusteringPolicy: 'NoCluster'
    evictionPolicy: 'NoEviction'
    accessKeysAuthentication: 'Disabled'
    persistence: {
      aofEnabled: true
      aofFrequency: '1s'
    }
  }
}

resource accessPolicyAssignment 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2025-07-01' = {
  parent: database
  name: accessPolicyAssignmentName
  properties: {
    accessPolicyName: 'default'
    user: {
      objectId: userAssignedIdentityPrincipalIds.gateway
    }
  }
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-${redisEnterpriseName}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-${redisEnterpriseName}'
    privateLinkServiceConnections: [
      {
        name: 'pep-${redisEnterpriseName}'
        properties: {
          privateLinkServiceId: redisEnterprise.id
          groupIds: [
            'redisEnterprise'
          ]
        }
      }
    ]
  }
  dependsOn: [
    accessPolicyAssignment
  ]
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-redis-azure-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.redis.azure.net']
        }
      }
    ]
  }
}

// ai-services/customer-managed-keys: written by `enclave build`; change enclave.yaml, not this file

import { pairType } from '../../types.bicep'

@export()
@description('A key to deploy.')
type keyType = {
  @description('Name of the key.')
  name: string

  @description('Name of the role assignment.')
  roleAssignmentName: string

  @description('Key size of the key.')
  keySize: int

  @description('Key ops of the key.')
  keyOps: string[]
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the vault.')
param vaultName string

@description('Name of the private endpoint.')
param privateEndpointName string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('Keys to deploy.')
param keys keyType[]

@description('Names of the user assigned identities to deploy.')
var userAssignedIdentityNames = [
  'ai-services'
  'cognitive-services'
  'search'
  'machine-learning'
  'storage'
  'data-lake'
  'disks'
  'container-registry'
  'cosmos-db'
  'postgresql'
  'backup'
]

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: '61111111-1111-1111-1111-111111111111'
    sku: {
      family: 'A'
      name: 'premium'
    }
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      ipRules: []
      virtualNetworkRules: []
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
  }
}

resource key 'Microsoft.KeyVault/vaults/keys@2026-02-01' = [for item in keys: {
  parent: vault
  name: item.name
  tags: tags
  properties: {
    kty: 'RSA-HSM'
    keySize: item.keySize
    keyOps: item.keyOps
    attributes: {
      enabled: true
      exportable: false
    }
    rotationPolicy: {
      attributes: {
        expiryTime: 'P1Y'
      }
      lifetimeActions: [
        {
          trigger: {
            timeAfterCreate: 'P9M'
          }
          action: {
            type: 'rotate'
          }
        }
        {
          trigger: {
            timeBeforeExpiry: 'P30D'
          }
          action: {
            type: 'notify'
          }
        }
      ]
    }
  }
}]

resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (item, i) in keys: {
  scope: key[i]
  name: item.roleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: userAssignedIdentity[i].properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: privateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-kv-keys-ministry-c-4a4yy'
    privateLinkServiceConnections: [
      {
        name: 'pep-kv-keys-ministry-c-4a4yy'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: [
            'vault'
          ]
        }
      }
    ]
  }
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-vaultcore-azure-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.vaultcore.azure.net']
        }
      }
    ]
  }
}

resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for name in userAssignedIdentityNames: {
  name: 'id-${enclave}-${region}-key-${name}'
  location: location
  tags: tags
}]

@description('Resource ids of the user assigned identity resources, by their names.')
output userAssignedIdentityIds { *: string } = toObject(
  userAssignedIdentityNames,
  name => name,
  name => resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-${enclave}-${region}-key-${name}')
)

@description('`properties.keyUriWithVersion` of the key resources, by their names.')
output keyUriWithVersions pairType[] = [for (item, i) in keys: {
  key: item.name
  value: key[i].properties.keyUriWithVersion
}]

@description('`properties.vaultUri` of the vault.')
output vaultUri string = vault.properties.vaultUri

@description('`properties.keyUri` of the key resources, by their names.')
output keyUris pairType[] = [for (item, i) in keys: {
  key: item.name
  value: key[i].properties.keyUri
}]

@description('`properties.clientId` of the user assigned identity resources, by their names.')
output userAssignedIdentityClientIds pairType[] = [for (name, i) in userAssignedIdentityNames: {
  key: name
  value: userAssignedIdentity[i].properties.clientId
}]

@description('Resource id of the vault.')
output vaultId string = vault.id

// monitoring/log-anchor: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the storage account.')
param storageAccountName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource storageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: storageAccountName
  location: location
  sku: {
    name: 'Standard_GZRS'
  }
  kind: 'StorageV2'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.storage}': {}
    }
  }
  tags: tags
  properties: {
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'None'
      ipRules: []
      virtualNetworkRules: []
    }
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    isSftpEnabled: false
    isLocalUserEnabled: false
    encryption: {
      keySource: 'Microsoft.Keyvault'
      requireInfrastructureEncryption: true
      services: {
        blob: {
          enabled: true
          keyType: 'Account'
        }
        file: {
          enabled: true
          keyType: 'Account'
        }
        queue: {
          enabled: true
          keyType: 'Account'
        }
        table: {
          enabled: true
          keyType: 'Account'
        }
      }
      keyvaultproperties: {
        keyvaulturi: vaultUri
        keyname: 'storage'
      }
      identity: {
        userAssignedIdentity: userAssignedIdentityIds.storage
      }
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: storageAccount
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: 90
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 90
    }
    isVersioningEnabled: false
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobService
  name: 'checkpoints'
  properties: {
    publicAccess: 'None'
  }
}

resource immutabilityPolicy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2026-04-01' = {
  parent: container
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: 365
    allowProtectedAppendWrites: false
  }
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-${storageAccountName}-blob'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-${storageAccountName}-blob'
    privateLinkServiceConnections: [
      {
        name: 'pep-${storageAccountName}-blob'
        properties: {
          privateLinkServiceId: storageAccount.id
          groupIds: [
            'blob'
          ]
        }
      }
    ]
  }
  dependsOn: [
    immutabilityPolicy
  ]
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-blob-core-windows-net'
        properties: {
          #disable-next-line no-hardcoded-env-urls
          privateDnsZoneId: privateDnsZoneIds['privatelink.blob.core.windows.net']
        }
      }
    ]
  }
}

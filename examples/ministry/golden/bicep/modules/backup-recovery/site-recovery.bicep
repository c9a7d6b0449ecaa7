// backup-recovery/site-recovery: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the storage account cach blob private endpoint.')
param storageAccountStCachBlobPrivateEndpointName string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('The resource id of the vault.')
param vaultId string

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('The `identity.principalId` of the vault.')
param vaultPrincipalId string

resource rsvRecoveryAzuresiterecoveryPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-rsv-${enclave}-${region}-recovery-azuresiterecovery'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-rsv-ministry-cases-canberra-recovery-azuresiterecovery'
    privateLinkServiceConnections: [
      {
        name: 'pep-rsv-ministry-cases-canberra-recovery-azuresiterecovery'
        properties: {
          privateLinkServiceId: vaultId
          groupIds: [
            'AzureSiteRecovery'
          ]
        }
      }
    ]
  }
}

resource rsvRecoveryAzuresiterecoveryPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: rsvRecoveryAzuresiterecoveryPrivateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-siterecovery-windowsazure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.siterecovery.windowsazure.com']
        }
      }
    ]
  }
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: storageAccountName
  location: location
  sku: {
    name: 'Standard_LRS'
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
      bypass: 'AzureServices'
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
      enabled: false
    }
    containerDeleteRetentionPolicy: {
      enabled: false
    }
    isVersioningEnabled: false
  }
}

resource storageAccountStCachBlobPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: storageAccountStCachBlobPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-stministrycasescachgxbfy-blob'
    privateLinkServiceConnections: [
      {
        name: 'pep-stministrycasescachgxbfy-blob'
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
    blobService
  ]
}

resource storageAccountStCachBlobPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: storageAccountStCachBlobPrivateEndpoint
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

resource storageAccountRecoveryContributorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '19682c7a-30de-50dc-a8ef-764a3bafe874'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: vaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource storageAccountRecoveryBlobDataContributorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: 'e141a7d8-3d51-5eac-be06-fe1a414a2081'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: vaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

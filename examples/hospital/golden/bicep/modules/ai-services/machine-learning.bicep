// ai-services/machine-learning: written by `enclave build`; change enclave.yaml, not this file

import { pairType } from '../../types.bicep'

@export()
@description('A role assignment to deploy.')
type roleAssignmentType = {
  @description('Name of the role assignment.')
  name: string

  @description('Name of the role definition.')
  roleDefinitionName: string

  @description('Which user assigned identity it is.')
  userAssignedIdentityKey: 'training' | 'workspace'
}

@export()
@description('A role assignment to deploy.')
type roleAssignment2Type = {
  @description('Name of the role assignment.')
  name: string

  @description('Name of the role definition.')
  roleDefinitionName: string
}

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

@description('Name of the storage account ml blob private endpoint.')
param storageAccountStMlBlobPrivateEndpointName string

@description('Name of the storage account ml file private endpoint.')
param storageAccountStMlFilePrivateEndpointName string

@description('Name of the vault.')
param vaultName string

@description('Name of the vault ml private endpoint.')
param vaultKvMlPrivateEndpointName string

@description('Name of the registry.')
param registryName string

@description('Name of the storage account.')
param lakeStorageAccountName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('The resource id of the registry.')
param registryId string

@description('The resource id of the component.')
param componentId string

@description('The resource id of the storage account.')
param storageAccountId string

@description('The resource id of the vault.')
param vaultId string

@description('For each key its `properties.keyUriWithVersion`, by its name.')
param keyUriWithVersions { *: string }

@description('Role assignments to deploy.')
param roleAssignments roleAssignmentType[]

@description('Role assignments to deploy.')
param roleAssignments2 roleAssignment2Type[]

@description('Names of the user assigned identities to deploy.')
var userAssignedIdentityNames = [
  'workspace'
  'training'
]

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: 'appi-${enclave}-${region}'
}

resource lakeStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: lakeStorageAccountName
}

resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for name in userAssignedIdentityNames: {
  name: 'id-${enclave}-${region}-ml-${name}'
  location: location
  tags: tags
}]

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
      '${userAssignedIdentityIds['machine-learning']}': {}
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
        keyname: 'machine-learning'
      }
      identity: {
        userAssignedIdentity: userAssignedIdentityIds['machine-learning']
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
      days: 30
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 30
    }
    isVersioningEnabled: false
  }
}

resource storageAccountStMlBlobPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: storageAccountStMlBlobPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-stmercyhealthmlkfkmx-blob'
    privateLinkServiceConnections: [
      {
        name: 'pep-stmercyhealthmlkfkmx-blob'
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

resource storageAccountStMlBlobPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: storageAccountStMlBlobPrivateEndpoint
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

resource storageAccountStMlFilePrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: storageAccountStMlFilePrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-stmercyhealthmlkfkmx-file'
    privateLinkServiceConnections: [
      {
        name: 'pep-stmercyhealthmlkfkmx-file'
        properties: {
          privateLinkServiceId: storageAccount.id
          groupIds: [
            'file'
          ]
        }
      }
    ]
  }
  dependsOn: [
    storageAccountStMlBlobPrivateEndpoint
  ]
}

resource storageAccountStMlFilePrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: storageAccountStMlFilePrivateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-file-core-windows-net'
        properties: {
          #disable-next-line no-hardcoded-env-urls
          privateDnsZoneId: privateDnsZoneIds['privatelink.file.core.windows.net']
        }
      }
    ]
  }
}

resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for item in roleAssignments: {
  scope: storageAccount
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.roleDefinitionName)
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, item.userAssignedIdentityKey)].properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: '51111111-1111-1111-1111-111111111111'
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

resource vaultKvMlPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: vaultKvMlPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-kv-mercy-health-ml-kfkmx'
    privateLinkServiceConnections: [
      {
        name: 'pep-kv-mercy-health-ml-kfkmx'
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

resource vaultKvMlPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: vaultKvMlPrivateEndpoint
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

resource roleAssignment2 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for item in roleAssignments2: {
  scope: vault
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.roleDefinitionName)
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'workspace')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

resource mlWorkspaceContributorRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: 'cdae325a-83c9-5441-935f-36293e7512bb'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'workspace')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource componentRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: '784e20e5-ac28-542d-88d1-90bdecb0c02f'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'workspace')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource mlWorkspaceAzureAIEnterpriseNetworkConnectionApproverRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: '966c9370-dace-5208-86b9-2d45c41395e7'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'workspace')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource mlWorkspaceAzureAIEnterpriseNetworkConnectionApproverLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: 'bc755653-3de5-53f8-9f79-851af138120e'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'workspace')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource workspace 'Microsoft.MachineLearningServices/workspaces@2026-05-01' = {
  name: 'mlw-${enclave}-${region}'
  location: location
  sku: {
    name: 'Basic'
    tier: 'Basic'
  }
  kind: 'Default'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-${enclave}-${region}-ml-workspace')}': {}
      '${userAssignedIdentityIds['machine-learning']}': {}
    }
  }
  tags: tags
  properties: {
    friendlyName: 'mercy-health'
    publicNetworkAccess: 'Disabled'
    storageAccount: storageAccount.id
    keyVault: vault.id
    containerRegistry: registryId
    applicationInsights: componentId
    primaryUserAssignedIdentity: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-${enclave}-${region}-ml-workspace')
    managedNetwork: {
      isolationMode: 'AllowOnlyApprovedOutbound'
      outboundRules: {
        'data-lake-blob': {
          type: 'PrivateEndpoint'
          category: 'UserDefined'
          destination: {
            serviceResourceId: storageAccountId
            subresourceTarget: 'blob'
          }
        }
        'data-lake-dfs': {
          type: 'PrivateEndpoint'
          category: 'UserDefined'
          destination: {
            serviceResourceId: storageAccountId
            subresourceTarget: 'dfs'
          }
        }
      }
    }
    provisionNetworkNow: true
    encryption: {
      status: 'Enabled'
      identity: {
        userAssignedIdentity: userAssignedIdentityIds['machine-learning']
      }
      keyVaultProperties: {
        keyVaultArmId: vaultId
        keyIdentifier: keyUriWithVersions['machine-learning']
      }
    }
    hbiWorkspace: true
    systemDatastoresAuthMode: 'Identity'
    v1LegacyMode: false
    imageBuildCompute: 'training'
  }
  dependsOn: [
    userAssignedIdentity
    roleAssignment
    roleAssignment2
    mlWorkspaceContributorRegistryRoleAssignment
    componentRoleAssignment
    mlWorkspaceAzureAIEnterpriseNetworkConnectionApproverRegistryRoleAssignment
    mlWorkspaceAzureAIEnterpriseNetworkConnectionApproverLakeStorageAccountRoleAssignment
  ]
}

resource workspaceMlContributorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: '541e5384-c9b8-590d-9963-ffcdda0f5430'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'workspace')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource workspaceMlwPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-mlw-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-mlw-mercy-health-east'
    privateLinkServiceConnections: [
      {
        name: 'pep-mlw-mercy-health-east'
        properties: {
          privateLinkServiceId: workspace.id
          groupIds: [
            'amlworkspace'
          ]
        }
      }
    ]
  }
}

resource workspaceMlwPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: workspaceMlwPrivateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-api-azureml-ms'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.api.azureml.ms']
        }
      }
      {
        name: 'privatelink-notebooks-azure-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.notebooks.azure.net']
        }
      }
    ]
  }
}

resource compute 'Microsoft.MachineLearningServices/workspaces/computes@2026-05-01' = {
  parent: workspace
  name: 'training'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-${enclave}-${region}-ml-training')}': {}
    }
  }
  tags: tags
  properties: {
    computeType: 'AmlCompute'
    disableLocalAuth: true
    properties: {
      osType: 'Linux'
      vmSize: 'Standard_DS3_v2'
      vmPriority: 'Dedicated'
      scaleSettings: {
        minNodeCount: 0
        maxNodeCount: 4
        nodeIdleTimeBeforeScaleDown: 'PT15M'
      }
      enableNodePublicIp: false
      remoteLoginPortPublicAccess: 'Disabled'
    }
  }
  dependsOn: [
    userAssignedIdentity
    roleAssignment
    workspaceMlwPrivateEndpointDefaultDnsZoneGroup
    mlTrainingBlobDataReaderLakeStorageAccountRoleAssignment
    mlTrainingAcrPullRegistryRoleAssignment
  ]
}

resource mlTrainingBlobDataReaderLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: 'e3081bbf-e532-51eb-9e5a-b11f2b4ae9b5'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'training')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource mlTrainingAcrPullRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: '181e741e-be65-5441-ad86-6ffa60a28f4f'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: userAssignedIdentity[indexOf(userAssignedIdentityNames, 'training')].properties.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('`properties.principalId` of the user assigned identity resources, by their names.')
output userAssignedIdentityPrincipalIds pairType[] = [for (name, i) in userAssignedIdentityNames: {
  key: name
  value: userAssignedIdentity[i].properties.principalId
}]

@description('Resource id of the vault.')
output vaultId string = vault.id

// ai-services/machine-learning: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A role assignment to deploy.')
type roleAssignmentType = {
  @description('Name of the role assignment.')
  name: string

  @description('Name of the role definition.')
  roleDefinitionName: string
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

@description('Name of the vault private endpoint.')
param vaultKvPrivateEndpointName string

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

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: 'appi-${enclave}-${region}'
}

resource lakeStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: lakeStorageAccountName
}

resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${enclave}-${region}-ml-workspace'
  location: location
  tags: tags
}

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
    customNetworkInterfaceName: 'nic-pep-stministrycasesmlhj4j5-blob'
    privateLinkServiceConnections: [
      {
        name: 'pep-stministrycasesmlhj4j5-blob'
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
    customNetworkInterfaceName: 'nic-pep-stministrycasesmlhj4j5-file'
    privateLinkServiceConnections: [
      {
        name: 'pep-stministrycasesmlhj4j5-file'
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
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

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

resource vaultKvPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: vaultKvPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-kv-ministry-cases-hj4j5'
    privateLinkServiceConnections: [
      {
        name: 'pep-kv-ministry-cases-hj4j5'
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

resource vaultKvPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: vaultKvPrivateEndpoint
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
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

resource mlWorkspaceContributorRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: '06a9bb83-0103-5ea5-b047-b51ff80c5351'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource componentRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: '0b7b81f2-a443-5ef7-8a19-092c54d6ae9e'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource mlWorkspaceAzureAIEnterpriseNetworkConnectionApproverRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: 'ed75772e-c097-5e3a-8236-a31497dcfb35'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource lakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: '25c579d8-33ee-5b70-abfd-a8e6378b1b19'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: userAssignedIdentity.properties.principalId
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
      '${userAssignedIdentity.id}': {}
      '${userAssignedIdentityIds['machine-learning']}': {}
    }
  }
  tags: tags
  properties: {
    friendlyName: 'ministry-cases'
    publicNetworkAccess: 'Disabled'
    storageAccount: storageAccount.id
    keyVault: vault.id
    containerRegistry: registryId
    applicationInsights: componentId
    primaryUserAssignedIdentity: userAssignedIdentity.id
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
  }
  dependsOn: [
    roleAssignment
    roleAssignment2
    mlWorkspaceContributorRegistryRoleAssignment
    componentRoleAssignment
    mlWorkspaceAzureAIEnterpriseNetworkConnectionApproverRegistryRoleAssignment
    lakeStorageAccountRoleAssignment
  ]
}

resource workspaceMlContributorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: '98718670-3c38-5e80-9c53-19240c7af437'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity.properties.principalId
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
    customNetworkInterfaceName: 'nic-pep-mlw-ministry-cases-canberra'
    privateLinkServiceConnections: [
      {
        name: 'pep-mlw-ministry-cases-canberra'
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

@description('`properties.principalId` of the user assigned identity.')
output userAssignedIdentityPrincipalId string = userAssignedIdentity.properties.principalId

@description('Resource id of the vault.')
output vaultId string = vault.id

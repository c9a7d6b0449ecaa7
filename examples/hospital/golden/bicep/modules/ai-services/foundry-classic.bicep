// ai-services/foundry-classic: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A role assignment to deploy.')
type foundryClassicRoleAssignmentType = {
  @description('Name of the role assignment.')
  name: string

  @description('Name of the role definition.')
  roleDefinitionName: string
}

@export()
@description('A role assignment to deploy.')
type foundryClassicRoleAssignment2Type = {
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

@description('Name of the storage account blob private endpoint.')
param storageAccountStHubBlobPrivateEndpointName string

@description('Name of the storage account file private endpoint.')
param storageAccountStHubFilePrivateEndpointName string

@description('Name of the vault.')
param vaultName string

@description('Name of the vault hu private endpoint.')
param vaultKvHuPrivateEndpointName string

@description('Name of the registry.')
param registryName string

@description('Name of the account.')
param codingReviewAccountName string

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

@description('The resource id of the account.')
param accountId string

@description('The resource id of the vault.')
param vaultId string

@description('For each key its `properties.keyUriWithVersion`, by its name.')
param keyUriWithVersions { *: string }

@description('The `properties.endpoint` of the account.')
param accountEndpoint string

@description('Role assignments to deploy.')
param roleAssignments foundryClassicRoleAssignmentType[]

@description('Role assignments to deploy.')
param roleAssignments2 foundryClassicRoleAssignment2Type[]

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: 'appi-${enclave}-${region}'
}

resource codingReviewAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: codingReviewAccountName
}

resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${enclave}-${region}-hub-workspace'
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

resource storageAccountStHubBlobPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: storageAccountStHubBlobPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-stmercyhealthhubjex7j-blob'
    privateLinkServiceConnections: [
      {
        name: 'pep-stmercyhealthhubjex7j-blob'
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

resource storageAccountStHubBlobPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: storageAccountStHubBlobPrivateEndpoint
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

resource storageAccountStHubFilePrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: storageAccountStHubFilePrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-stmercyhealthhubjex7j-file'
    privateLinkServiceConnections: [
      {
        name: 'pep-stmercyhealthhubjex7j-file'
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
    storageAccountStHubBlobPrivateEndpoint
  ]
}

resource storageAccountStHubFilePrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: storageAccountStHubFilePrivateEndpoint
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

resource vaultKvHuPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: vaultKvHuPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-kv-mercy-health-hu-jex7j'
    privateLinkServiceConnections: [
      {
        name: 'pep-kv-mercy-health-hu-jex7j'
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

resource vaultKvHuPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: vaultKvHuPrivateEndpoint
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

resource hubWorkspaceContributorRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: '570883ff-85bd-50a2-a51a-5ef51a63c37a'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource componentRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: 'd56be548-93ef-5156-b743-3306db193aee'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource hubWorkspaceAzureAIEnterpriseNetworkConnectionApproverRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: 'c4a5fabc-dd6b-5d9f-b955-d1432eaae38f'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource hubWorkspaceAzureAIEnterpriseNetworkConnectionApproverCodingReviewAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: codingReviewAccount
  name: '592e525b-ab14-57c4-b3c2-d01538333c64'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource workspace 'Microsoft.MachineLearningServices/workspaces@2026-05-01' = {
  name: 'hub-${enclave}-${region}'
  location: location
  sku: {
    name: 'Basic'
    tier: 'Basic'
  }
  kind: 'Hub'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentity.id}': {}
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
    primaryUserAssignedIdentity: userAssignedIdentity.id
    managedNetwork: {
      isolationMode: 'AllowOnlyApprovedOutbound'
      outboundRules: {
        'models-coding-review': {
          type: 'PrivateEndpoint'
          category: 'UserDefined'
          destination: {
            serviceResourceId: accountId
            subresourceTarget: 'account'
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
    hubWorkspaceContributorRegistryRoleAssignment
    componentRoleAssignment
    hubWorkspaceAzureAIEnterpriseNetworkConnectionApproverRegistryRoleAssignment
    hubWorkspaceAzureAIEnterpriseNetworkConnectionApproverCodingReviewAccountRoleAssignment
  ]
}

resource workspaceHubContributorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: '17934467-ba65-5bff-94e9-a104caf5e12a'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource workspaceHubPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-hub-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-hub-mercy-health-east'
    privateLinkServiceConnections: [
      {
        name: 'pep-hub-mercy-health-east'
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

resource workspaceHubPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: workspaceHubPrivateEndpoint
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

resource codiGgnqt 'Microsoft.MachineLearningServices/workspaces@2026-05-01' = {
  name: 'proj-${enclave}-${region}-codi-ggnqt'
  location: location
  sku: {
    name: 'Basic'
    tier: 'Basic'
  }
  kind: 'Project'
  identity: {
    type: 'SystemAssigned'
  }
  tags: tags
  properties: {
    friendlyName: 'coding-review'
    publicNetworkAccess: 'Disabled'
    hubResourceId: workspace.id
  }
  dependsOn: [
    workspaceHubPrivateEndpointDefaultDnsZoneGroup
  ]
}

resource connection 'Microsoft.MachineLearningServices/workspaces/connections@2026-05-01' = {
  parent: codiGgnqt
  name: 'models'
  properties: {
    category: 'AIServices'
    target: accountEndpoint
    authType: 'AAD'
    isSharedToAll: false
    metadata: {
      ApiType: 'Azure'
      ResourceId: accountId
      location: location
    }
  }
}

resource codiGgnqtCognitiveServicesOpenAIUserCodingReviewAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: codingReviewAccount
  name: '346df021-8ece-57f0-9caa-cfebabb08338'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: codiGgnqt.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('Resource id of the vault.')
output vaultId string = vault.id

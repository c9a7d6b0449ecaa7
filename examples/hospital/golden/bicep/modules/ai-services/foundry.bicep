// ai-services/foundry: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the storage account agents blob private endpoint.')
param storageAccountStAgentsBlobPrivateEndpointName string

@description('Name of the account.')
param accountName string

@description('Name of the account radiology reports private endpoint.')
param accountAisRadiologyReportsPrivateEndpointName string

@description('Name of the database account.')
param databaseAccountName string

@description('Name of the search service.')
param searchServiceName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('For each user assigned identity its `properties.clientId`, by its name.')
param userAssignedIdentityClientIds { *: string }

@description('The `properties.documentEndpoint` of the database account.')
param databaseAccountDocumentEndpoint string

@description('The resource id of the database account.')
param databaseAccountId string

@description('The `properties.endpoint` of the search service.')
param searchServiceEndpoint string

@description('The resource id of the search service.')
param searchServiceId string

@description('The resource id of the SQL role definition.')
param sqlRoleDefinitionId string

@description('The resource id of the db.')
param dbId string

resource databaseAccount 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: databaseAccountName
}

resource searchService 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchServiceName
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
      days: 30
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 30
    }
    isVersioningEnabled: false
  }
}

resource storageAccountStAgentsBlobPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: storageAccountStAgentsBlobPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-stmercyhealthagentsihhbt-blob'
    privateLinkServiceConnections: [
      {
        name: 'pep-stmercyhealthagentsihhbt-blob'
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

resource storageAccountStAgentsBlobPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: storageAccountStAgentsBlobPrivateEndpoint
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

resource storageAccountRadiologyReportsBlobDataContributorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '24d579bf-d26c-574a-8894-df3b9119d8ab'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: project.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource storageAccountRadiologyReportsBlobDataOwnerRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '256f8d4e-a020-566d-b12c-b5aed02953b2'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
    principalId: project.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource account 'Microsoft.CognitiveServices/accounts@2026-07-01' = {
  name: accountName
  location: location
  sku: {
    name: 'S0'
  }
  kind: 'AIServices'
  identity: {
    type: 'SystemAssigned, UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds['ai-services']}': {}
    }
  }
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'radiology-reports'
  }
  properties: {
    customSubDomainName: 'ais-mercy-health-radiology-reports-c6dk6'
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'None'
      ipRules: []
      virtualNetworkRules: []
    }
    disableLocalAuth: true
    restrictOutboundNetworkAccess: true
    allowedFqdnList: [
      'cosno-mercy-health-ib6uk.documents.azure.com'
      #disable-next-line no-hardcoded-env-urls
      'stmercyhealthagentsihhbt.blob.core.windows.net'
      'srch-mercy-health-ib6uk.search.windows.net'
    ]
    allowProjectManagement: true
    networkInjections: [
      {
        scenario: 'agent'
        subnetArmId: subnetIds['agents-radiology-reports']
        useMicrosoftManagedNetwork: false
      }
    ]
    storedCompletionsDisabled: true
    encryption: {
      keySource: 'Microsoft.KeyVault'
      keyVaultProperties: {
        keyVaultUri: vaultUri
        keyName: 'ai-services'
        identityClientId: userAssignedIdentityClientIds['ai-services']
      }
    }
  }
}

resource raiPolicy 'Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01' = {
  parent: account
  name: 'hub'
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'radiology-reports'
  }
  properties: {
    basePolicyName: 'Microsoft.DefaultV2'
    mode: 'Blocking'
    contentFilters: [
      {
        name: 'Hate'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Hate'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Sexual'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Sexual'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Violence'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Violence'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Selfharm'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Selfharm'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Low'
      }
      {
        name: 'Jailbreak'
        source: 'Prompt'
        enabled: true
        blocking: true
      }
      {
        name: 'Indirect Attack'
        source: 'Prompt'
        enabled: true
        blocking: true
      }
      {
        name: 'Protected Material Text'
        source: 'Completion'
        enabled: true
        blocking: true
      }
      {
        name: 'Protected Material Code'
        source: 'Completion'
        enabled: true
        blocking: true
      }
    ]
  }
}

resource defenderForAISetting 'Microsoft.CognitiveServices/accounts/defenderForAISettings@2026-07-01' = {
  parent: account
  name: 'Default'
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'radiology-reports'
  }
  properties: {
    state: 'Enabled'
  }
  dependsOn: [
    raiPolicy
  ]
}

resource accountGpt51Deployment 'Microsoft.CognitiveServices/accounts/deployments@2026-07-01' = {
  parent: account
  name: 'gpt-5.1'
  sku: {
    name: 'Standard'
    capacity: 40
  }
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'radiology-reports'
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: 'gpt-5.1'
      version: '2025-11-13'
    }
    versionUpgradeOption: 'NoAutoUpgrade'
    raiPolicyName: 'hub'
  }
  dependsOn: [
    defenderForAISetting
  ]
}

resource accountEmbeddingsDeployment 'Microsoft.CognitiveServices/accounts/deployments@2026-07-01' = {
  parent: account
  name: 'embeddings'
  sku: {
    name: 'Standard'
    capacity: 20
  }
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'radiology-reports'
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: 'text-embedding-3-large'
      version: '1'
    }
    versionUpgradeOption: 'NoAutoUpgrade'
    raiPolicyName: 'hub'
  }
  dependsOn: [
    accountGpt51Deployment
  ]
}

resource accountAisRadiologyReportsPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: accountAisRadiologyReportsPrivateEndpointName
  location: location
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'radiology-reports'
  }
  properties: {
    subnet: {
      id: subnetIds['ai-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-ais-mercy-health-radiology-reports-c6dk6'
    privateLinkServiceConnections: [
      {
        name: 'pep-ais-mercy-health-radiology-reports-c6dk6'
        properties: {
          privateLinkServiceId: account.id
          groupIds: [
            'account'
          ]
        }
      }
    ]
  }
  dependsOn: [
    accountEmbeddingsDeployment
  ]
}

resource accountAisRadiologyReportsPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: accountAisRadiologyReportsPrivateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-cognitiveservices-azure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.cognitiveservices.azure.com']
        }
      }
      {
        name: 'privatelink-openai-azure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.openai.azure.com']
        }
      }
      {
        name: 'privatelink-services-ai-azure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.services.ai.azure.com']
        }
      }
    ]
  }
}

resource project 'Microsoft.CognitiveServices/accounts/projects@2026-07-01' = {
  parent: account
  name: 'radiology-reports'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  tags: tags
  properties: {
    displayName: 'radiology-reports'
    description: 'radiology-reports, of mercy-health'
  }
  dependsOn: [
    accountAisRadiologyReportsPrivateEndpointDefaultDnsZoneGroup
  ]
}

resource projectThreadsConnection 'Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01' = {
  parent: project
  name: 'threads'
  properties: {
    category: 'CosmosDb'
    target: databaseAccountDocumentEndpoint
    authType: 'AAD'
    isSharedToAll: false
    metadata: {
      ApiType: 'Azure'
      ResourceId: databaseAccountId
      location: location
    }
  }
}

resource projectFilesConnection 'Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01' = {
  parent: project
  name: 'files'
  properties: {
    category: 'AzureStorageAccount'
    target: storageAccount.properties.primaryEndpoints.blob
    authType: 'AAD'
    isSharedToAll: false
    metadata: {
      ApiType: 'Azure'
      ResourceId: storageAccount.id
      location: location
    }
  }
  dependsOn: [
    projectThreadsConnection
  ]
}

resource projectVectorsConnection 'Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01' = {
  parent: project
  name: 'vectors'
  properties: {
    category: 'CognitiveSearch'
    target: searchServiceEndpoint
    authType: 'AAD'
    isSharedToAll: false
    metadata: {
      ApiType: 'Azure'
      ResourceId: searchServiceId
      location: location
    }
  }
  dependsOn: [
    projectFilesConnection
  ]
}

resource capabilityHost 'Microsoft.CognitiveServices/accounts/projects/capabilityHosts@2026-07-01' = {
  parent: project
  name: 'agents'
  properties: {
    threadStorageConnections: [
      'threads'
    ]
    storageConnections: [
      'files'
    ]
    vectorStoreConnections: [
      'vectors'
    ]
  }
  dependsOn: [
    storageAccountStAgentsBlobPrivateEndpoint
    storageAccountRadiologyReportsBlobDataContributorRoleAssignment
    storageAccountRadiologyReportsBlobDataOwnerRoleAssignment
    accountAisRadiologyReportsPrivateEndpointDefaultDnsZoneGroup
    projectVectorsConnection
    databaseAccountRoleAssignment
    radiologyReportsIndexDataContributorSearchServiceRoleAssignment
    radiologyReportsContributorSearchServiceRoleAssignment
  ]
}

resource databaseAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: databaseAccount
  name: '86152fa7-f596-535e-8ad0-3116bd6def5e'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '230815da-be43-4aae-9cb4-875f7bd000aa')
    principalId: project.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource radiologyReportsIndexDataContributorSearchServiceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: searchService
  name: '9420bbab-cb11-5df9-a733-c7d0693ee437'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8ebe5a00-799e-43f5-93ac-243d3dce84a7')
    principalId: project.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource radiologyReportsContributorSearchServiceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: searchService
  name: '312164c9-ac74-50f2-9ade-196b53f7591a'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7ca78c08-252a-4471-8644-bb5ff32d4ba0')
    principalId: project.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource sqlRoleAssignment 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = {
  parent: databaseAccount
  name: 'd5558b79-b4e3-59cf-b05d-ad77b4cda0c2'
  properties: {
    roleDefinitionId: sqlRoleDefinitionId
    scope: dbId
    principalId: project.identity.principalId
  }
  dependsOn: [
    capabilityHost
  ]
}

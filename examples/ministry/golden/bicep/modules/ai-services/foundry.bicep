// ai-services/foundry: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the storage account agen blob private endpoint.')
param storageAccountStAgenBlobPrivateEndpointName string

@description('Name of the case summaries account.')
param caseSummariesAccountName string

@description('Name of the case summaries account private endpoint.')
param caseSummariesAccountAisPrivateEndpointName string

@description('Name of the database account.')
param databaseAccountName string

@description('Name of the search service.')
param searchServiceName string

@description('Name of the letter drafts account.')
param letterDraftsAccountName string

@description('Name of the letter drafts account private endpoint.')
param letterDraftsAccountAisPrivateEndpointName string

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

@description('The resource id of the database account.')
param databaseAccountId string

@description('The resource id of the search service.')
param searchServiceId string

@description('The `properties.documentEndpoint` of the database account.')
param databaseAccountDocumentEndpoint string

@description('The `properties.endpoint` of the search service.')
param searchServiceEndpoint string

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

resource storageAccountStAgenBlobPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: storageAccountStAgenBlobPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-stministrycasesagengvg53-blob'
    privateLinkServiceConnections: [
      {
        name: 'pep-stministrycasesagengvg53-blob'
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

resource storageAccountStAgenBlobPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: storageAccountStAgenBlobPrivateEndpoint
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

resource storageAccountCaseSummariesAzureAIEnterpriseNetworkConnectionApproverRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '26d6a839-0184-5391-88b0-04787d905372'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: caseSummariesAccount.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource storageAccountCaseSummariesBlobDataContributorRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '62bb48aa-d555-5cfb-bf48-c88cb3822782'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: caseSummariesAccountProject.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource storageAccountCaseSummariesBlobDataOwnerRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '64e98fc5-b9da-5254-bb61-671d40f05f8c'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
    principalId: caseSummariesAccountProject.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource caseSummariesAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' = {
  name: caseSummariesAccountName
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
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'case-summaries'
  }
  properties: {
    customSubDomainName: 'ais-ministry-cases-case-summaries-2ew3a'
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
      'cosno-ministry-cases-zj3jy.documents.azure.com'
      #disable-next-line no-hardcoded-env-urls
      'stministrycasesagengvg53.blob.core.windows.net'
      'srch-ministry-cases-zj3jy.search.windows.net'
    ]
    allowProjectManagement: true
    networkInjections: [
      {
        scenario: 'agent'
        subnetArmId: ''
        useMicrosoftManagedNetwork: true
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

resource caseSummariesAccountHubRaiPolicy 'Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01' = {
  parent: caseSummariesAccount
  name: 'hub'
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'case-summaries'
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
        severityThreshold: 'Medium'
      }
      {
        name: 'Hate'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Sexual'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Sexual'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Violence'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Violence'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Selfharm'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Selfharm'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
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

resource caseSummariesAccountDefaultDefenderForAISetting 'Microsoft.CognitiveServices/accounts/defenderForAISettings@2026-07-01' = {
  parent: caseSummariesAccount
  name: 'Default'
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'case-summaries'
  }
  properties: {
    state: 'Enabled'
  }
  dependsOn: [
    caseSummariesAccountHubRaiPolicy
  ]
}

resource caseSummariesAccountGpt54Deployment 'Microsoft.CognitiveServices/accounts/deployments@2026-07-01' = {
  parent: caseSummariesAccount
  name: 'gpt-5.4'
  sku: {
    name: 'ProvisionedManaged'
    capacity: 50
  }
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'case-summaries'
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: 'gpt-5.4'
      version: '2026-03-05'
    }
    versionUpgradeOption: 'NoAutoUpgrade'
    raiPolicyName: 'hub'
  }
  dependsOn: [
    caseSummariesAccountDefaultDefenderForAISetting
  ]
}

resource caseSummariesAccountAisPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: caseSummariesAccountAisPrivateEndpointName
  location: location
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'case-summaries'
  }
  properties: {
    subnet: {
      id: subnetIds['ai-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-ais-ministry-cases-case-summaries-2ew3a'
    privateLinkServiceConnections: [
      {
        name: 'pep-ais-ministry-cases-case-summaries-2ew3a'
        properties: {
          privateLinkServiceId: caseSummariesAccount.id
          groupIds: [
            'account'
          ]
        }
      }
    ]
  }
  dependsOn: [
    caseSummariesAccountGpt54Deployment
  ]
}

resource caseSummariesAccountAisPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: caseSummariesAccountAisPrivateEndpoint
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

resource caseSummariesAccountAzureAIEnterpriseNetworkConnectionApproverRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: caseSummariesAccount
  name: 'c94d8d09-1f71-5c64-be83-743fabc35ff7'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: caseSummariesAccount.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource caseSummariesAccountDefaultManagedNetwork 'Microsoft.CognitiveServices/accounts/managedNetworks@2026-07-01' = {
  parent: caseSummariesAccount
  name: 'default'
  properties: {
    managedNetwork: {
      isolationMode: 'AllowOnlyApprovedOutbound'
      managedNetworkKind: 'V2'
      firewallSku: 'Standard'
    }
  }
  dependsOn: [
    storageAccountCaseSummariesAzureAIEnterpriseNetworkConnectionApproverRoleAssignment
    caseSummariesAccountAisPrivateEndpointDefaultDnsZoneGroup
    caseSummariesAccountAzureAIEnterpriseNetworkConnectionApproverRoleAssignment
    caseSummariesAzureAIEnterpriseNetworkConnectionApproverDatabaseAccountRoleAssignment
    caseSummariesAzureAIEnterpriseNetworkConnectionApproverSearchServiceRoleAssignment
  ]
}

resource caseSummariesAccountDefaultManagedNetworkThreadsOutboundRule 'Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01' = {
  parent: caseSummariesAccountDefaultManagedNetwork
  name: 'threads'
  properties: {
    type: 'PrivateEndpoint'
    category: 'UserDefined'
    destination: {
      serviceResourceId: databaseAccountId
      subresourceTarget: 'Sql'
    }
  }
}

resource caseSummariesAccountDefaultManagedNetworkFilesOutboundRule 'Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01' = {
  parent: caseSummariesAccountDefaultManagedNetwork
  name: 'files'
  properties: {
    type: 'PrivateEndpoint'
    category: 'UserDefined'
    destination: {
      serviceResourceId: storageAccount.id
      subresourceTarget: 'blob'
    }
  }
  dependsOn: [
    caseSummariesAccountDefaultManagedNetworkThreadsOutboundRule
  ]
}

resource caseSummariesAccountDefaultManagedNetworkVectorsOutboundRule 'Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01' = {
  parent: caseSummariesAccountDefaultManagedNetwork
  name: 'vectors'
  properties: {
    type: 'PrivateEndpoint'
    category: 'UserDefined'
    destination: {
      serviceResourceId: searchServiceId
      subresourceTarget: 'searchService'
    }
  }
  dependsOn: [
    caseSummariesAccountDefaultManagedNetworkFilesOutboundRule
  ]
}

resource caseSummariesAccountDefaultManagedNetworkModelsOutboundRule 'Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01' = {
  parent: caseSummariesAccountDefaultManagedNetwork
  name: 'models'
  properties: {
    type: 'PrivateEndpoint'
    category: 'UserDefined'
    destination: {
      serviceResourceId: caseSummariesAccount.id
      subresourceTarget: 'account'
    }
  }
  dependsOn: [
    caseSummariesAccountDefaultManagedNetworkVectorsOutboundRule
  ]
}

resource caseSummariesAccountProject 'Microsoft.CognitiveServices/accounts/projects@2026-07-01' = {
  parent: caseSummariesAccount
  name: 'case-summaries'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  tags: tags
  properties: {
    displayName: 'case-summaries'
    description: 'case-summaries, of ministry-cases'
  }
  dependsOn: [
    caseSummariesAccountDefaultManagedNetworkModelsOutboundRule
  ]
}

resource caseSummariesAccountProjectThreadsConnection 'Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01' = {
  parent: caseSummariesAccountProject
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

resource caseSummariesAccountProjectFilesConnection 'Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01' = {
  parent: caseSummariesAccountProject
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
    caseSummariesAccountProjectThreadsConnection
  ]
}

resource caseSummariesAccountProjectVectorsConnection 'Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01' = {
  parent: caseSummariesAccountProject
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
    caseSummariesAccountProjectFilesConnection
  ]
}

resource capabilityHost 'Microsoft.CognitiveServices/accounts/projects/capabilityHosts@2026-07-01' = {
  parent: caseSummariesAccountProject
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
    storageAccountStAgenBlobPrivateEndpoint
    storageAccountCaseSummariesBlobDataContributorRoleAssignment
    storageAccountCaseSummariesBlobDataOwnerRoleAssignment
    caseSummariesAccountDefaultManagedNetworkModelsOutboundRule
    caseSummariesAccountProjectVectorsConnection
    caseSummariesCosmosDBOperatorDatabaseAccountRoleAssignment
    caseSummariesIndexDataContributorSearchServiceRoleAssignment
    caseSummariesContributorSearchServiceRoleAssignment
  ]
}

resource caseSummariesAzureAIEnterpriseNetworkConnectionApproverDatabaseAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: databaseAccount
  name: '84842d45-1be5-55f5-8d7e-523a52cd2607'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: caseSummariesAccount.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource caseSummariesAzureAIEnterpriseNetworkConnectionApproverSearchServiceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: searchService
  name: 'e34c7a75-072d-59b8-88e3-0185c4403b52'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: caseSummariesAccount.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource caseSummariesCosmosDBOperatorDatabaseAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: databaseAccount
  name: '4a6fce63-254d-5c2e-8de3-4857ec6cbbba'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '230815da-be43-4aae-9cb4-875f7bd000aa')
    principalId: caseSummariesAccountProject.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource caseSummariesIndexDataContributorSearchServiceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: searchService
  name: '46f7a1fb-ae64-5962-9d83-87ec63571b95'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8ebe5a00-799e-43f5-93ac-243d3dce84a7')
    principalId: caseSummariesAccountProject.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource caseSummariesContributorSearchServiceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: searchService
  name: '35dd614a-c86a-5291-8a4e-4b0f0a128a51'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7ca78c08-252a-4471-8644-bb5ff32d4ba0')
    principalId: caseSummariesAccountProject.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource sqlRoleAssignment 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = {
  parent: databaseAccount
  name: 'c50e7911-7251-5c9e-bd65-e130882de171'
  properties: {
    roleDefinitionId: sqlRoleDefinitionId
    scope: dbId
    principalId: caseSummariesAccountProject.identity.principalId
  }
  dependsOn: [
    capabilityHost
  ]
}

resource letterDraftsAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' = {
  name: letterDraftsAccountName
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
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'letter-drafts'
  }
  properties: {
    customSubDomainName: 'ais-ministry-cases-letter-drafts-524zb'
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'None'
      ipRules: []
      virtualNetworkRules: []
    }
    disableLocalAuth: true
    restrictOutboundNetworkAccess: true
    allowedFqdnList: []
    allowProjectManagement: true
    networkInjections: [
      {
        scenario: 'agent'
        subnetArmId: ''
        useMicrosoftManagedNetwork: true
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

resource letterDraftsAccountHubRaiPolicy 'Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01' = {
  parent: letterDraftsAccount
  name: 'hub'
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'letter-drafts'
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
        severityThreshold: 'Medium'
      }
      {
        name: 'Hate'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Sexual'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Sexual'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Violence'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Violence'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Selfharm'
        source: 'Prompt'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
      }
      {
        name: 'Selfharm'
        source: 'Completion'
        enabled: true
        blocking: true
        severityThreshold: 'Medium'
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

resource letterDraftsAccountDefaultDefenderForAISetting 'Microsoft.CognitiveServices/accounts/defenderForAISettings@2026-07-01' = {
  parent: letterDraftsAccount
  name: 'Default'
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'letter-drafts'
  }
  properties: {
    state: 'Enabled'
  }
  dependsOn: [
    letterDraftsAccountHubRaiPolicy
  ]
}

resource letterDraftsAccountGpt51Deployment 'Microsoft.CognitiveServices/accounts/deployments@2026-07-01' = {
  parent: letterDraftsAccount
  name: 'gpt-5.1'
  sku: {
    name: 'ProvisionedManaged'
    capacity: 50
  }
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'letter-drafts'
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
    letterDraftsAccountDefaultDefenderForAISetting
  ]
}

resource letterDraftsAccountAisPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: letterDraftsAccountAisPrivateEndpointName
  location: location
  tags: {
    enclave: 'ministry-cases'
    region: 'canberra'
    'data-classification': 'confidential'
    scenario: 'ai-development'
    project: 'letter-drafts'
  }
  properties: {
    subnet: {
      id: subnetIds['ai-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-ais-ministry-cases-letter-drafts-524zb'
    privateLinkServiceConnections: [
      {
        name: 'pep-ais-ministry-cases-letter-drafts-524zb'
        properties: {
          privateLinkServiceId: letterDraftsAccount.id
          groupIds: [
            'account'
          ]
        }
      }
    ]
  }
  dependsOn: [
    letterDraftsAccountGpt51Deployment
  ]
}

resource letterDraftsAccountAisPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: letterDraftsAccountAisPrivateEndpoint
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

resource letterDraftsAccountAzureAIEnterpriseNetworkConnectionApproverRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: letterDraftsAccount
  name: 'f0d1e9d8-b6cb-5b83-94ed-006979ada336'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea')
    principalId: letterDraftsAccount.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource letterDraftsAccountDefaultManagedNetwork 'Microsoft.CognitiveServices/accounts/managedNetworks@2026-07-01' = {
  parent: letterDraftsAccount
  name: 'default'
  properties: {
    managedNetwork: {
      isolationMode: 'AllowOnlyApprovedOutbound'
      managedNetworkKind: 'V2'
      firewallSku: 'Standard'
    }
  }
  dependsOn: [
    letterDraftsAccountAisPrivateEndpointDefaultDnsZoneGroup
    letterDraftsAccountAzureAIEnterpriseNetworkConnectionApproverRoleAssignment
  ]
}

resource letterDraftsAccountDefaultManagedNetworkModelsOutboundRule 'Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01' = {
  parent: letterDraftsAccountDefaultManagedNetwork
  name: 'models'
  properties: {
    type: 'PrivateEndpoint'
    category: 'UserDefined'
    destination: {
      serviceResourceId: letterDraftsAccount.id
      subresourceTarget: 'account'
    }
  }
}

resource letterDraftsAccountProject 'Microsoft.CognitiveServices/accounts/projects@2026-07-01' = {
  parent: letterDraftsAccount
  name: 'letter-drafts'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  tags: tags
  properties: {
    displayName: 'letter-drafts'
    description: 'letter-drafts, of ministry-cases'
  }
  dependsOn: [
    letterDraftsAccountDefaultManagedNetworkModelsOutboundRule
  ]
}

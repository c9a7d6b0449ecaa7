// ai-services/azure-openai: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Name of the account.')
param accountName string

@description('Name of the private endpoint.')
param privateEndpointName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('For each user assigned identity its `properties.clientId`, by its name.')
param userAssignedIdentityClientIds { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

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
    project: 'coding-review'
  }
  properties: {
    customSubDomainName: 'ais-mercy-health-coding-review-yn4c2'
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
    project: 'coding-review'
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
    project: 'coding-review'
  }
  properties: {
    state: 'Enabled'
  }
  dependsOn: [
    raiPolicy
  ]
}

resource accountGpt54MiniDeployment 'Microsoft.CognitiveServices/accounts/deployments@2026-07-01' = {
  parent: account
  name: 'gpt-5.4-mini'
  sku: {
    name: 'DataZoneStandard'
    capacity: 20
  }
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'coding-review'
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: 'gpt-5.4-mini'
      version: '2026-03-17'
    }
    versionUpgradeOption: 'NoAutoUpgrade'
    raiPolicyName: 'hub'
  }
  dependsOn: [
    defenderForAISetting
  ]
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: privateEndpointName
  location: location
  tags: {
    enclave: 'mercy-health'
    region: 'east'
    'data-classification': 'highly-sensitive'
    scenario: 'ai-training'
    project: 'coding-review'
  }
  properties: {
    subnet: {
      id: subnetIds['ai-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-ais-mercy-health-coding-review-yn4c2'
    privateLinkServiceConnections: [
      {
        name: 'pep-ais-mercy-health-coding-review-yn4c2'
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
    accountGpt54MiniDeployment
  ]
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
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

@description('Resource id of the account.')
output accountId string = account.id

@description('`properties.endpoint` of the account.')
output accountEndpoint string = account.properties.endpoint

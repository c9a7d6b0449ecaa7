// ai-services/azure-openai-account: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A deployment to deploy.')
type accountDeploymentType = {
  @description('Name of the deployment.')
  name: string

  @description('Capacity of the deployment.')
  capacity: int

  @description('Name of the model of the deployment.')
  modelName: string

  @description('Version of the deployment.')
  version: string
}

@description('Name of the region in enclave.yaml.')
param regionKey string

@description('Azure region of the resources.')
param location string

@description('Name of the account.')
param accountName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('Project of the account.')
param accountProject string

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('For each user assigned identity its `properties.clientId`, by its name.')
param userAssignedIdentityClientIds { *: string }

@description('Name of the SKU of the deployment.')
param accountDeploymentSkuName 'DataZoneStandard' | 'Standard'

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('Deployments to deploy.')
param accountDeployments accountDeploymentType[]

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
    enclave: 'contoso-bank'
    region: regionKey
    'data-classification': 'highly-sensitive'
    scenario: 'ai-inference'
    project: accountProject
  }
  properties: {
    customSubDomainName: accountName
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
    enclave: 'contoso-bank'
    region: regionKey
    'data-classification': 'highly-sensitive'
    scenario: 'ai-inference'
    project: accountProject
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
    enclave: 'contoso-bank'
    region: regionKey
    'data-classification': 'highly-sensitive'
    scenario: 'ai-inference'
    project: accountProject
  }
  properties: {
    state: 'Enabled'
  }
  dependsOn: [
    raiPolicy
  ]
}

@batchSize(1)
resource accountDeployment 'Microsoft.CognitiveServices/accounts/deployments@2026-07-01' = [for item in accountDeployments: {
  parent: account
  name: item.name
  sku: {
    name: accountDeploymentSkuName
    capacity: item.capacity
  }
  tags: {
    enclave: 'contoso-bank'
    region: regionKey
    'data-classification': 'highly-sensitive'
    scenario: 'ai-inference'
    project: accountProject
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: item.modelName
      version: item.version
    }
    versionUpgradeOption: 'NoAutoUpgrade'
    raiPolicyName: 'hub'
  }
  dependsOn: [
    defenderForAISetting
  ]
}]

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-${accountName}'
  location: location
  tags: {
    enclave: 'contoso-bank'
    region: regionKey
    'data-classification': 'highly-sensitive'
    scenario: 'ai-inference'
    project: accountProject
  }
  properties: {
    subnet: {
      id: subnetIds['ai-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-${accountName}'
    privateLinkServiceConnections: [
      {
        name: 'pep-${accountName}'
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
    accountDeployment
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

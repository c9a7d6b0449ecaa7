// compute/hybrid-runbook-worker: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A private endpoint to deploy.')
type privateEndpointType = {
  @description('Name of the private endpoint.')
  name: string

  @description('Group ids of the private endpoint.')
  groupIds: string[]
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('The resource id of the virtual machine.')
param virtualMachineId string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('Private endpoints to deploy.')
var privateEndpoints = [
  {
    name: 'webhook'
    groupIds: [
      'Webhook'
    ]
  }
  {
    name: 'dscandhybridworker'
    groupIds: [
      'DSCAndHybridWorker'
    ]
  }
]

resource item1VirtualMachine 'Microsoft.Compute/virtualMachines@2026-04-01' existing = {
  name: 'vm-${enclave}-${region}-1'
}

resource automationAccount 'Microsoft.Automation/automationAccounts@2024-10-23' = {
  name: 'aa-${enclave}-${region}'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.automation}': {}
    }
  }
  tags: tags
  properties: {
    sku: {
      name: 'Basic'
    }
    publicNetworkAccess: false
    disableLocalAuth: true
    encryption: {
      keySource: 'Microsoft.Keyvault'
      keyVaultProperties: {
        keyvaultUri: vaultUri
        keyName: 'automation'
      }
      identity: {
        userAssignedIdentity: userAssignedIdentityIds.automation
      }
    }
  }
}

resource hybridRunbookWorkerGroup 'Microsoft.Automation/automationAccounts/hybridRunbookWorkerGroups@2024-10-23' = {
  parent: automationAccount
  name: 'inside'
  properties: {}
}

resource hybridRunbookWorker 'Microsoft.Automation/automationAccounts/hybridRunbookWorkerGroups/hybridRunbookWorkers@2024-10-23' = {
  parent: hybridRunbookWorkerGroup
  name: '23324bc2-054d-5f80-bb90-fcfb97878c0b'
  properties: {
    vmResourceId: virtualMachineId
  }
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = [for item in privateEndpoints: {
  name: 'pep-aa-${enclave}-${region}-${item.name}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-aa-mercy-health-east-${item.name}'
    privateLinkServiceConnections: [
      {
        name: 'pep-aa-mercy-health-east-${item.name}'
        properties: {
          privateLinkServiceId: automationAccount.id
          groupIds: item.groupIds
        }
      }
    ]
  }
}]

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = [for (item, i) in privateEndpoints: {
  parent: privateEndpoint[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-azure-automation-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.azure-automation.net']
        }
      }
    ]
  }
}]

resource hybridWorkerExtensionExtension 'Microsoft.Compute/virtualMachines/extensions@2026-04-01' = {
  parent: item1VirtualMachine
  name: 'HybridWorkerExtension'
  location: location
  tags: tags
  properties: {
    publisher: 'Microsoft.Azure.Automation.HybridWorker'
    type: 'HybridWorkerForLinux'
    typeHandlerVersion: '1.1'
    autoUpgradeMinorVersion: true
    enableAutomaticUpgrade: true
    settings: {
      AutomationAccountURL: automationAccount.properties.automationHybridServiceUrl
    }
  }
  dependsOn: [
    privateEndpoint
    dnsZoneGroup
  ]
}

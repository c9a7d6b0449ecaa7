// monitoring/diagnostic-settings-canberra: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A diagnostic setting to deploy.')
type projectDiagnosticSettingType = {
  @description('Name of the account.')
  accountName: string

  @description('Name of the project.')
  projectName: string
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Name of the vault.')
param keysVaultName string

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the vault.')
param vaultName string

@description('Name of the storage account.')
param lakeStorageAccountName string

@description('Name of the database account.')
param databaseAccountName string

@description('Name of the flexible server.')
param flexibleServerName string

@description('Name of the storage account.')
param backStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the search service.')
param searchServiceName string

@description('Name of the storage account.')
param agenStorageAccountName string

@description('Name of the account.')
param account3Name string

@description('Name of the storage account.')
param mlStorageAccountName string

@description('Name of the vault.')
param vault3Name string

@description('Name of the storage account.')
param cachStorageAccountName string

@description('Name of the grafana.')
param grafanaName string

@description('The resource id of the workspace.')
param workspaceId string

@description('The resource id of the storage account.')
param storageAccountId string

@description('Network security group names of the diagnostic settings to deploy.')
var networkSecurityGroupDiagnosticSettingNetworkSecurityGroupNames = [
  'AzureBastion'
  'application-gateway'
  'ai-endpoints'
  'gateway'
  'machines'
  'container-apps'
  'data-endpoints'
  'management-endpoints'
  'operations'
]

@description('Virtual network names of the diagnostic settings to deploy.')
var virtualNetworkDiagnosticSettingVirtualNetworkNames = [
  'hub'
  'ai-services'
  'compute'
  'data'
  'management'
]

@description('Account names of the diagnostic settings to deploy.')
var accountDiagnosticSettingAccountNames = [
  'case-summaries-2ew3a'
  'letter-drafts-524zb'
]

@description('Diagnostic settings to deploy.')
var projectDiagnosticSettings = [
  {
    accountName: 'case-summaries-2ew3a'
    projectName: 'case-summaries'
  }
  {
    accountName: 'letter-drafts-524zb'
    projectName: 'letter-drafts'
  }
]

@description('Workflow names of the diagnostic settings to deploy.')
var workflowDiagnosticSettingWorkflowNames = [
  'logic-restore-machine'
  'logic-restore-cosmos-container'
  'logic-restore-postgresql'
  'logic-restore-postgresql-files'
  'logic-restore-blobs'
  'logic-recover-key-vault'
  'logic-recover-ai-account'
]

@description('Data collection rule names of the diagnostic settings to deploy.')
var dataCollectionRuleDiagnosticSettingDataCollectionRuleNames = [
  'gateway'
  'machines'
]

resource networkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' existing = [for name in networkSecurityGroupDiagnosticSettingNetworkSecurityGroupNames: {
  name: 'nsg-${enclave}-${region}-${name}'
}]

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' existing = [for name in virtualNetworkDiagnosticSettingVirtualNetworkNames: {
  name: 'vnet-${enclave}-${region}-${name}'
}]

resource bastionPublicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' existing = {
  name: 'pip-${enclave}-${region}-bastion'
}

resource bastionHost 'Microsoft.Network/bastionHosts@2025-09-01' existing = {
  name: 'bas-${enclave}-${region}'
}

resource firewallPublicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' existing = {
  name: 'pip-${enclave}-${region}-firewall'
}

resource azureFirewall 'Microsoft.Network/azureFirewalls@2025-09-01' existing = {
  name: 'afw-${enclave}-${region}'
}

resource keysVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keysVaultName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: 'log-${enclave}-${region}'
}

resource storageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageAccountName
}

resource defaultBlobService 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: storageAccount
  name: 'default'
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource lakeStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: lakeStorageAccountName
}

resource defaultBlobService2 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: lakeStorageAccount
  name: 'default'
}

resource databaseAccount 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: databaseAccountName
}

resource flexibleServer 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = {
  name: flexibleServerName
}

resource vault2 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}'
}

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' existing = {
  name: 'bvault-${enclave}-${region}'
}

resource backStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: backStorageAccountName
}

resource defaultBlobService3 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: backStorageAccount
  name: 'default'
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource managedEnvironment 'Microsoft.App/managedEnvironments@2026-01-01' existing = {
  name: 'cae-${enclave}-${region}'
}

resource machine1NetworkInterface 'Microsoft.Network/networkInterfaces@2025-09-01' existing = {
  name: 'nic-${enclave}-${region}-machine-1'
}

resource searchService 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchServiceName
}

resource agenStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: agenStorageAccountName
}

resource defaultBlobService4 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: agenStorageAccount
  name: 'default'
}

resource account 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for name in accountDiagnosticSettingAccountNames: {
  name: 'ais-${enclave}-${name}'
}]

resource account2 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for item in projectDiagnosticSettings: {
  name: 'ais-${enclave}-${item.accountName}'
}]

resource project 'Microsoft.CognitiveServices/accounts/projects@2026-07-01' existing = [for (item, i) in projectDiagnosticSettings: {
  parent: account2[i]
  name: item.projectName
}]

resource account3 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: account3Name
}

resource mlStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: mlStorageAccountName
}

resource defaultBlobService5 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: mlStorageAccount
  name: 'default'
}

resource vault3 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vault3Name
}

resource workspace2 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'mlw-${enclave}-${region}'
}

resource workflow 'Microsoft.Logic/workflows@2019-05-01' existing = [for name in workflowDiagnosticSettingWorkflowNames: {
  name: name
}]

resource cachStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: cachStorageAccountName
}

resource defaultBlobService6 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: cachStorageAccount
  name: 'default'
}

resource applicationGatewayPublicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' existing = {
  name: 'pip-${enclave}-${region}-application-gateway'
}

resource applicationGateway 'Microsoft.Network/applicationGateways@2025-09-01' existing = {
  name: 'agw-${enclave}-${region}'
}

resource grafana 'Microsoft.Dashboard/grafana@2025-08-01' existing = {
  name: grafanaName
}

resource dataCollectionRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' existing = [for name in dataCollectionRuleDiagnosticSettingDataCollectionRuleNames: {
  name: 'dcr-${enclave}-${region}-${name}'
}]

resource networkSecurityGroupDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in networkSecurityGroupDiagnosticSettingNetworkSecurityGroupNames: {
  scope: networkSecurityGroup[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'NetworkSecurityGroupEvent'
        enabled: true
      }
      {
        category: 'NetworkSecurityGroupRuleCounter'
        enabled: true
      }
    ]
  }
}]

resource virtualNetworkDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in virtualNetworkDiagnosticSettingVirtualNetworkNames: {
  scope: virtualNetwork[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}]

resource bastionPublicIPAddressDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: bastionPublicIPAddress
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource bastionHostDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: bastionHost
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource firewallPublicIPAddressDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: firewallPublicIPAddress
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource azureFirewallDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: azureFirewall
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'AZFWApplicationRule'
        enabled: true
      }
      {
        category: 'AZFWDnsQuery'
        enabled: true
      }
      {
        category: 'AZFWIdpsSignature'
        enabled: true
      }
      {
        category: 'AZFWNatRule'
        enabled: true
      }
      {
        category: 'AZFWNetworkRule'
        enabled: true
      }
      {
        category: 'AZFWThreatIntel'
        enabled: true
      }
      {
        category: 'AZFWFqdnResolveFailure'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource keysVaultDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: keysVault
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource enclaveWorkspaceDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: workspace
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource storageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: storageAccount
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveDefaultBlobServiceDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: defaultBlobService
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveVaultDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource lakeStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: lakeStorageAccount
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveDefaultBlobServiceDiagnosticSetting2 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: defaultBlobService2
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource databaseAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: databaseAccount
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'DataPlaneRequests'
        enabled: true
      }
      {
        category: 'ControlPlaneRequests'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource flexibleServerDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: flexibleServer
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource enclaveVaultDiagnosticSetting2 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault2
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'CoreAzureBackup'
        enabled: true
      }
      {
        category: 'AddonAzureBackupJobs'
        enabled: true
      }
      {
        category: 'AddonAzureBackupAlerts'
        enabled: true
      }
      {
        category: 'AddonAzureBackupPolicy'
        enabled: true
      }
      {
        category: 'AddonAzureBackupStorage'
        enabled: true
      }
      {
        category: 'AddonAzureBackupProtectedInstance'
        enabled: true
      }
      {
        category: 'AzureBackupOperations'
        enabled: true
      }
      {
        category: 'AzureSiteRecoveryJobs'
        enabled: true
      }
      {
        category: 'AzureSiteRecoveryReplicatedItems'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource backupVaultDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: backupVault
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource backStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: backStorageAccount
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveDefaultBlobServiceDiagnosticSetting3 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: defaultBlobService3
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource registryDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: registry
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource managedEnvironmentDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: managedEnvironment
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource machine1NetworkInterfaceDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: machine1NetworkInterface
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource searchServiceDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: searchService
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource agenStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: agenStorageAccount
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveDefaultBlobServiceDiagnosticSetting4 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: defaultBlobService4
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource accountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in accountDiagnosticSettingAccountNames: {
  scope: account[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    storageAccountId: storageAccountId
    logs: [
      {
        category: 'Audit'
        enabled: true
      }
      {
        category: 'RequestResponse'
        enabled: true
      }
      {
        category: 'Trace'
        enabled: true
      }
      {
        category: 'AzureOpenAIRequestUsage'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}]

resource projectDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (item, i) in projectDiagnosticSettings: {
  scope: project[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'Audit'
        enabled: true
      }
      {
        category: 'Trace'
        enabled: true
      }
    ]
  }
}]

resource enclaveAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account3
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    storageAccountId: storageAccountId
    logs: [
      {
        category: 'Audit'
        enabled: true
      }
      {
        category: 'RequestResponse'
        enabled: true
      }
      {
        category: 'Trace'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource mlStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: mlStorageAccount
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveDefaultBlobServiceDiagnosticSetting5 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: defaultBlobService5
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveVaultDiagnosticSetting3 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault3
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource enclaveWorkspaceDiagnosticSetting2 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: workspace2
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource workflowDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in workflowDiagnosticSettingWorkflowNames: {
  scope: workflow[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}]

resource cachStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: cachStorageAccount
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource enclaveDefaultBlobServiceDiagnosticSetting6 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: defaultBlobService6
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource applicationGatewayPublicIPAddressDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: applicationGatewayPublicIPAddress
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource applicationGatewayDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: applicationGateway
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource grafanaDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: grafana
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource dataCollectionRuleDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in dataCollectionRuleDiagnosticSettingDataCollectionRuleNames: {
  scope: dataCollectionRule[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}]

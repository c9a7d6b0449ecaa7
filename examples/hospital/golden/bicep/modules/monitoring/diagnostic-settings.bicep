// monitoring/diagnostic-settings: written by `enclave build`; change enclave.yaml, not this file

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

@description('Name of the workspace.')
param workspace2Name string

@description('Name of the storage account.')
param backupStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the search service.')
param searchServiceName string

@description('Name of the account.')
param codingReviewAccountName string

@description('Name of the storage account.')
param agentsStorageAccountName string

@description('Name of the account.')
param radiologyReportsAccountName string

@description('Name of the storage account.')
param hubStorageAccountName string

@description('Name of the vault.')
param huVaultName string

@description('Name of the storage account.')
param mlStorageAccountName string

@description('Name of the vault.')
param mlVaultName string

@description('Name of the grafana.')
param grafanaName string

@description('The resource id of the workspace.')
param workspaceId string

@description('The resource id of the storage account.')
param storageAccountId string

@description('Network security group names of the diagnostic settings to deploy.')
var networkSecurityGroupDiagnosticSettingNetworkSecurityGroupNames = [
  'AzureBastion'
  'ai-endpoints'
  'agents-radiology-reports'
  'gateway'
  'machines'
  'container-instances'
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

@description('Autoscalesetting names of the diagnostic settings to deploy.')
var autoscalesettingDiagnosticSettingAutoscalesettingNames = [
  'worker'
  'gateway'
]

@description('Workspace names of the diagnostic settings to deploy.')
var workspaceDiagnosticSettingWorkspaceNames = [
  'hub-mercy-health-east'
  'proj-mercy-health-east-codi-ggnqt'
]

@description('Workflow names of the diagnostic settings to deploy.')
var workflowDiagnosticSettingWorkflowNames = [
  'logic-restore-machine'
  'logic-restore-cosmos-container'
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

resource natGatewayPublicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' existing = {
  name: 'pip-${enclave}-${region}-nat-gateway'
}

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' existing = [for name in virtualNetworkDiagnosticSettingVirtualNetworkNames: {
  name: 'vnet-${enclave}-${region}-${name}'
}]

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

resource workspace2 'Microsoft.Synapse/workspaces@2021-06-01' existing = {
  name: workspace2Name
}

resource vault2 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}'
}

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' existing = {
  name: 'bvault-${enclave}-${region}'
}

resource backupStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: backupStorageAccountName
}

resource defaultBlobService3 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: backupStorageAccount
  name: 'default'
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource containerGroup 'Microsoft.ContainerInstance/containerGroups@2026-07-01' existing = {
  name: 'ci-${enclave}-${region}'
}

resource machine1NetworkInterface 'Microsoft.Network/networkInterfaces@2025-09-01' existing = {
  name: 'nic-${enclave}-${region}-machine-1'
}

resource automationAccount 'Microsoft.Automation/automationAccounts@2024-10-23' existing = {
  name: 'aa-${enclave}-${region}'
}

resource autoscalesetting 'Microsoft.Insights/autoscalesettings@2022-10-01' existing = [for name in autoscalesettingDiagnosticSettingAutoscalesettingNames: {
  name: 'as-${enclave}-${region}-${name}'
}]

resource gatewayLoadBalancer 'Microsoft.Network/loadBalancers@2025-09-01' existing = {
  name: 'lbi-${enclave}-${region}-gateway'
}

resource searchService 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchServiceName
}

resource codingReviewAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: codingReviewAccountName
}

resource agentsStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: agentsStorageAccountName
}

resource defaultBlobService4 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: agentsStorageAccount
  name: 'default'
}

resource radiologyReportsAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: radiologyReportsAccountName
}

resource radiologyReportsProject 'Microsoft.CognitiveServices/accounts/projects@2026-07-01' existing = {
  parent: radiologyReportsAccount
  name: 'radiology-reports'
}

resource hubStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: hubStorageAccountName
}

resource defaultBlobService5 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: hubStorageAccount
  name: 'default'
}

resource huVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: huVaultName
}

resource workspace3 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = [for name in workspaceDiagnosticSettingWorkspaceNames: {
  name: name
}]

resource mlStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: mlStorageAccountName
}

resource defaultBlobService6 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: mlStorageAccount
  name: 'default'
}

resource mlVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: mlVaultName
}

resource workspace4 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'mlw-${enclave}-${region}'
}

resource workflow 'Microsoft.Logic/workflows@2019-05-01' existing = [for name in workflowDiagnosticSettingWorkflowNames: {
  name: name
}]

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

resource natGatewayPublicIPAddressDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: natGatewayPublicIPAddress
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

resource backupStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: backupStorageAccount
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

resource containerGroupDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: containerGroup
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

resource automationAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: automationAccount
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

resource autoscalesettingDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in autoscalesettingDiagnosticSettingAutoscalesettingNames: {
  scope: autoscalesetting[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'AutoscaleEvaluations'
        enabled: true
      }
      {
        category: 'AutoscaleScaleActions'
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

resource gatewayLoadBalancerDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: gatewayLoadBalancer
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

resource codingReviewAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: codingReviewAccount
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
}

resource agentsStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: agentsStorageAccount
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

resource radiologyReportsAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: radiologyReportsAccount
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
}

resource radiologyReportsProjectDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: radiologyReportsProject
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
}

resource hubStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: hubStorageAccount
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

resource huVaultDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: huVault
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

resource workspaceDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in workspaceDiagnosticSettingWorkspaceNames: {
  scope: workspace3[i]
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

resource mlVaultDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: mlVault
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

resource enclaveWorkspaceDiagnosticSetting3 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: workspace4
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

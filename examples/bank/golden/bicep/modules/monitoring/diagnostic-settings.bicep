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

@description('Name of the server.')
param serverName string

@description('Name of the redis enterprise.')
param redisEnterpriseName string

@description('Name of the storage account.')
param backupStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the search service.')
param searchServiceName string

@description('Name of the account.')
param account2Name string

@description('Name of the account.')
param account3Name string

@description('Name of the namespace.')
param namespaceName string

@description('Name of the storage account.')
param anchorStorageAccountName string

@description('Name of the grafana.')
param grafanaName string

@description('The resource id of the workspace.')
param workspaceId string

@description('The resource id of the storage account.')
param storageAccountId string

@description('Account names of the diagnostic settings to deploy.')
param accountDiagnosticSettingAccountNames string[]

@description('Network security group names of the diagnostic settings to deploy.')
var networkSecurityGroupDiagnosticSettingNetworkSecurityGroupNames = [
  'AzureBastion'
  'ai-endpoints'
  'gateway'
  'kubernetes'
  'kubernetes-api'
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

@description('Database names of the diagnostic settings to deploy.')
var databaseDiagnosticSettingDatabaseNames = [
  'master'
  'enclave'
]

@description('Workflow names of the diagnostic settings to deploy.')
var workflowDiagnosticSettingWorkflowNames = [
  'logic-restore-sql-database'
  'logic-restore-sql-long-term'
  'logic-restore-cosmos-container'
  'logic-restore-blobs'
  'logic-recover-key-vault'
  'logic-recover-ai-account'
]

@description('Data collection rule names of the diagnostic settings to deploy.')
var dataCollectionRuleDiagnosticSettingDataCollectionRuleNames = [
  'gateway'
  'containers'
  'prometheus'
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

resource server 'Microsoft.Sql/servers@2025-01-01' existing = [for name in databaseDiagnosticSettingDatabaseNames: {
  name: serverName
}]

resource database 'Microsoft.Sql/servers/databases@2025-01-01' existing = [for (name, i) in databaseDiagnosticSettingDatabaseNames: {
  parent: server[i]
  name: name
}]

resource redisEnterprise 'Microsoft.Cache/redisEnterprise@2025-07-01' existing = {
  name: redisEnterpriseName
}

resource defaultDatabase 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' existing = {
  parent: redisEnterprise
  name: 'default'
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

resource managedCluster 'Microsoft.ContainerService/managedClusters@2026-05-01' existing = {
  name: 'aks-${enclave}-${region}'
}

resource searchService 'Microsoft.Search/searchServices@2025-05-01' existing = {
  name: searchServiceName
}

resource account 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for name in accountDiagnosticSettingAccountNames: {
  name: 'oai-${enclave}-${name}'
}]

resource account2 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: account2Name
}

resource account3 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: account3Name
}

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: namespaceName
}

resource incidentWorkflow 'Microsoft.Logic/workflows@2019-05-01' existing = {
  name: 'logic-incident'
}

resource workflow 'Microsoft.Logic/workflows@2019-05-01' existing = [for name in workflowDiagnosticSettingWorkflowNames: {
  name: name
}]

resource anchorStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: anchorStorageAccountName
}

resource defaultBlobService4 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: anchorStorageAccount
  name: 'default'
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

resource workspaceDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
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

resource databaseDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (name, i) in databaseDiagnosticSettingDatabaseNames: {
  scope: database[i]
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'SQLSecurityAuditEvents'
        enabled: true
      }
      {
        category: 'DevOpsOperationsAudit'
        enabled: true
      }
      {
        category: 'AutomaticTuning'
        enabled: true
      }
      {
        category: 'Errors'
        enabled: true
      }
      {
        category: 'Timeouts'
        enabled: true
      }
      {
        category: 'Blocks'
        enabled: true
      }
      {
        category: 'Deadlocks'
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

resource redisEnterpriseDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: redisEnterprise
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

resource defaultDatabaseDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: defaultDatabase
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

resource managedClusterDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: managedCluster
  name: 'diag-enclave'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'kube-apiserver'
        enabled: true
      }
      {
        category: 'kube-audit-admin'
        enabled: true
      }
      {
        category: 'kube-controller-manager'
        enabled: true
      }
      {
        category: 'kube-scheduler'
        enabled: true
      }
      {
        category: 'cluster-autoscaler'
        enabled: true
      }
      {
        category: 'cloud-controller-manager'
        enabled: true
      }
      {
        category: 'guard'
        enabled: true
      }
      {
        category: 'csi-azuredisk-controller'
        enabled: true
      }
      {
        category: 'csi-snapshot-controller'
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

resource enclaveAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account2
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

resource enclaveAccountDiagnosticSetting2 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
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

resource namespaceDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
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

resource incidentWorkflowDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: incidentWorkflow
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

resource anchorStorageAccountDiagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: anchorStorageAccount
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

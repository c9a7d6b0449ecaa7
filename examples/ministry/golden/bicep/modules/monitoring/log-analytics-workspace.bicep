// monitoring/log-analytics-workspace: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A table to deploy.')
type tableType = {
  @description('Name of the table.')
  name: string

  @description('Retention in days of the table.')
  retentionInDays: int

  @description('Total retention in days of the table.')
  totalRetentionInDays: int
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Tables to deploy.')
var tables = [
  {
    name: 'AzureDiagnostics'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AzureMetrics'
    retentionInDays: 93
    totalRetentionInDays: 93
  }
  {
    name: 'MicrosoftAzureBastionAuditLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZFWApplicationRule'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZFWDnsQuery'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZFWIdpsSignature'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZFWNatRule'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZFWNetworkRule'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZFWThreatIntel'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZFWInternalFqdnResolutionFailure'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZKVAuditLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AZKVPolicyEvaluationDetailsLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'LAQueryLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'LASummaryLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'LAJobLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'StorageBlobLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'CDBDataPlaneRequests'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'CDBControlPlaneRequests'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'PGSQLServerLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'PGSQLPgStatActivitySessions'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'PGSQLDbTransactionsStats'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'PGSQLQueryStoreRuntime'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'PGSQLQueryStoreWaits'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'PGSQLAutovacuumStats'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'PGSQLPgBouncer'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'CoreAzureBackup'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AddonAzureBackupJobs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AddonAzureBackupAlerts'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AddonAzureBackupPolicy'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AddonAzureBackupStorage'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AddonAzureBackupProtectedInstance'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AzureBackupOperations'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'ASRJobs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'ASRReplicatedItems'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'ContainerRegistryLoginEvents'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'ContainerRegistryRepositoryEvents'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'ContainerAppConsoleLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'ContainerAppSystemLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlComputeClusterEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlComputeClusterNodeEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlComputeJobEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlComputeCpuGpuUtilization'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlRunStatusChangedEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlModelsEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlPipelineEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlRunEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlEnvironmentEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlInferencingEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlDeploymentEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlDataSetEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlDataStoreEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlDataLabelEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AmlComputeInstanceEvent'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AGWAccessLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AGWFirewallLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AGWPerformanceLogs'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'GrafanaLoginEvents'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'DCRLogErrors'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'AzureActivity'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
  {
    name: 'Syslog'
    retentionInDays: 730
    totalRetentionInDays: 2922
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: 'log-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 730
    publicNetworkAccessForIngestion: 'Disabled'
    publicNetworkAccessForQuery: 'Disabled'
    features: {
      disableLocalAuth: true
    }
  }
}

resource table 'Microsoft.OperationalInsights/workspaces/tables@2026-03-01' = [for item in tables: {
  parent: workspace
  name: item.name
  properties: {
    plan: 'Analytics'
    retentionInDays: item.retentionInDays
    totalRetentionInDays: item.totalRetentionInDays
  }
}]

resource workspaceEnclaveEventsCLTable 'Microsoft.OperationalInsights/workspaces/tables@2026-03-01' = {
  parent: workspace
  name: 'EnclaveEvents_CL'
  properties: {
    plan: 'Analytics'
    retentionInDays: 730
    totalRetentionInDays: 2922
    schema: {
      name: 'EnclaveEvents_CL'
      columns: [
        {
          name: 'RecordNumber'
          type: 'long'
        }
        {
          name: 'EventId'
          type: 'string'
        }
        {
          name: 'TimeGenerated'
          type: 'dateTime'
        }
        {
          name: 'Kind'
          type: 'string'
        }
        {
          name: 'RequestId'
          type: 'string'
        }
        {
          name: 'TraceId'
          type: 'string'
        }
        {
          name: 'Caller'
          type: 'string'
        }
        {
          name: 'Roles'
          type: 'dynamic'
        }
        {
          name: 'Project'
          type: 'string'
        }
        {
          name: 'Deployment'
          type: 'string'
        }
        {
          name: 'Model'
          type: 'string'
        }
        {
          name: 'ModelVersion'
          type: 'string'
        }
        {
          name: 'Region'
          type: 'string'
        }
        {
          name: 'Location'
          type: 'string'
        }
        {
          name: 'Operation'
          type: 'string'
        }
        {
          name: 'Path'
          type: 'string'
        }
        {
          name: 'Status'
          type: 'long'
        }
        {
          name: 'Stage'
          type: 'string'
        }
        {
          name: 'Reason'
          type: 'string'
        }
        {
          name: 'Verdicts'
          type: 'dynamic'
        }
        {
          name: 'Stream'
          type: 'boolean'
        }
        {
          name: 'PromptTokens'
          type: 'long'
        }
        {
          name: 'CompletionTokens'
          type: 'long'
        }
        {
          name: 'CachedTokens'
          type: 'long'
        }
        {
          name: 'ReservedNanousd'
          type: 'long'
        }
        {
          name: 'SettledNanousd'
          type: 'long'
        }
        {
          name: 'DurationMs'
          type: 'real'
        }
        {
          name: 'TimeToFirstTokenMs'
          type: 'real'
        }
        {
          name: 'FinishReasons'
          type: 'dynamic'
        }
        {
          name: 'Confidence'
          type: 'real'
        }
        {
          name: 'CallerIp'
          type: 'string'
        }
        {
          name: 'RequestBytes'
          type: 'long'
        }
        {
          name: 'ResponseBytes'
          type: 'long'
        }
        {
          name: 'PromptSha256'
          type: 'string'
        }
        {
          name: 'AnswerSha256'
          type: 'string'
        }
        {
          name: 'ContentCommitment'
          type: 'string'
        }
        {
          name: 'PolicyDigest'
          type: 'string'
        }
        {
          name: 'Details'
          type: 'dynamic'
        }
        {
          name: 'Error'
          type: 'string'
        }
      ]
    }
  }
}

@description('Resource id of the workspace.')
output workspaceId string = workspace.id

@description('`properties.customerId` of the workspace.')
output workspaceCustomerId string = workspace.properties.customerId

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
    totalRetentionInDays: 2191
  }
  {
    name: 'AzureMetrics'
    retentionInDays: 93
    totalRetentionInDays: 93
  }
  {
    name: 'MicrosoftAzureBastionAuditLogs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZFWApplicationRule'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZFWDnsQuery'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZFWIdpsSignature'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZFWNatRule'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZFWNetworkRule'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZFWThreatIntel'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZFWInternalFqdnResolutionFailure'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZKVAuditLogs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AZKVPolicyEvaluationDetailsLogs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'LAQueryLogs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'LASummaryLogs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'LAJobLogs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'StorageBlobLogs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'CDBDataPlaneRequests'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'CDBControlPlaneRequests'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'SynapseRbacOperations'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'SynapseGatewayApiRequests'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'SynapseBuiltinSqlPoolRequestsEnded'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'SynapseIntegrationPipelineRuns'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'SynapseIntegrationActivityRuns'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'SynapseIntegrationTriggerRuns'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'SynapseLinkEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'CoreAzureBackup'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AddonAzureBackupJobs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AddonAzureBackupAlerts'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AddonAzureBackupPolicy'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AddonAzureBackupStorage'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AddonAzureBackupProtectedInstance'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AzureBackupOperations'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'ASRJobs'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'ASRReplicatedItems'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'ContainerRegistryLoginEvents'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'ContainerRegistryRepositoryEvents'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'ContainerInstanceLog'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'ContainerEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AutoscaleEvaluationsLog'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AutoscaleScaleActionsLog'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'ALBHealthEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlComputeClusterEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlComputeClusterNodeEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlComputeJobEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlComputeCpuGpuUtilization'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlRunStatusChangedEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlModelsEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlPipelineEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlRunEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlEnvironmentEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlInferencingEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlDeploymentEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlDataSetEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlDataStoreEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlDataLabelEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AmlComputeInstanceEvent'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'GrafanaLoginEvents'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'DCRLogErrors'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'AzureActivity'
    retentionInDays: 730
    totalRetentionInDays: 2191
  }
  {
    name: 'Syslog'
    retentionInDays: 730
    totalRetentionInDays: 2191
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
    totalRetentionInDays: 2191
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

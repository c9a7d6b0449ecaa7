// monitoring/log-analytics-workspace: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: 'log-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 365
    publicNetworkAccessForIngestion: 'Disabled'
    publicNetworkAccessForQuery: 'Disabled'
    features: {
      disableLocalAuth: true
    }
  }
}

resource workspaceAzureDiagnosticsTable 'Microsoft.OperationalInsights/workspaces/tables@2026-03-01' = {
  parent: workspace
  name: 'AzureDiagnostics'
  properties: {
    plan: 'Analytics'
    retentionInDays: 365
    totalRetentionInDays: 365
  }
}

resource workspaceAzureMetricsTable 'Microsoft.OperationalInsights/workspaces/tables@2026-03-01' = {
  parent: workspace
  name: 'AzureMetrics'
  properties: {
    plan: 'Analytics'
    retentionInDays: 90
    totalRetentionInDays: 90
  }
}

resource workspaceEnclaveEventsCLTable 'Microsoft.OperationalInsights/workspaces/tables@2026-03-01' = {
  parent: workspace
  name: 'EnclaveEvents_CL'
  properties: {
    plan: 'Analytics'
    retentionInDays: 365
    totalRetentionInDays: 365
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

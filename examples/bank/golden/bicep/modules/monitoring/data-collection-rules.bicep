// monitoring/data-collection-rules: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('The resource id of the workspace.')
param workspaceId string

@description('The resource id of the account.')
param accountId string

resource dataCollectionEndpoint 'Microsoft.Insights/dataCollectionEndpoints@2024-03-11' = {
  name: 'dce-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    networkAcls: {
      publicNetworkAccess: 'Disabled'
    }
  }
}

resource endpointGatewayRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: 'dcr-${enclave}-${region}-gateway'
  location: location
  tags: tags
  properties: {
    description: 'the log of the gateway, as docs/events.md describes it'
    dataCollectionEndpointId: dataCollectionEndpoint.id
    streamDeclarations: {
      'Custom-EnclaveEvents': {
        columns: [
          {
            name: 'RecordNumber'
            type: 'long'
          }
          {
            name: 'Id'
            type: 'string'
          }
          {
            name: 'TimeGenerated'
            type: 'datetime'
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
    destinations: {
      logAnalytics: [
        {
          name: 'logs'
          workspaceResourceId: workspaceId
        }
      ]
    }
    dataFlows: [
      {
        streams: [
          'Custom-EnclaveEvents'
        ]
        destinations: [
          'logs'
        ]
        transformKql: 'source | extend EventId = Id | project-away Id'
        outputStream: 'Custom-EnclaveEvents_CL'
      }
    ]
  }
}

resource endpointContainersRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: 'dcr-${enclave}-${region}-containers'
  location: location
  kind: 'Linux'
  tags: tags
  properties: {
    description: 'logs and inventory of the cluster'
    dataCollectionEndpointId: dataCollectionEndpoint.id
    dataSources: {
      extensions: [
        {
          name: 'ContainerInsightsExtension'
          streams: [
            'Microsoft-ContainerInsights-Group-Default'
          ]
          extensionName: 'ContainerInsights'
          extensionSettings: {
            dataCollectionSettings: {
              interval: '1m'
              namespaceFilteringMode: 'Off'
              enableContainerLogV2: true
            }
          }
        }
      ]
    }
    destinations: {
      logAnalytics: [
        {
          name: 'logs'
          workspaceResourceId: workspaceId
        }
      ]
    }
    dataFlows: [
      {
        streams: [
          'Microsoft-ContainerInsights-Group-Default'
        ]
        destinations: [
          'logs'
        ]
      }
    ]
  }
}

resource endpointPrometheusRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: 'dcr-${enclave}-${region}-prometheus'
  location: location
  kind: 'Linux'
  tags: tags
  properties: {
    description: 'metrics of the cluster'
    dataCollectionEndpointId: dataCollectionEndpoint.id
    dataSources: {
      prometheusForwarder: [
        {
          name: 'prometheus'
          streams: [
            'Microsoft-PrometheusMetrics'
          ]
          labelIncludeFilter: {}
        }
      ]
    }
    destinations: {
      monitoringAccounts: [
        {
          name: 'metrics'
          accountResourceId: accountId
        }
      ]
    }
    dataFlows: [
      {
        streams: [
          'Microsoft-PrometheusMetrics'
        ]
        destinations: [
          'metrics'
        ]
      }
    ]
  }
}

@description('Resource id of the data collection endpoint.')
output dataCollectionEndpointId string = dataCollectionEndpoint.id

@description('Resource ids of the data collection rule resources, by their names.')
output dataCollectionRuleIds { *: string } = {
  containers: endpointContainersRule.id
  prometheus: endpointPrometheusRule.id
}

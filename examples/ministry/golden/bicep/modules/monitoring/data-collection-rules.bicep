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

resource item1VirtualMachine 'Microsoft.Compute/virtualMachines@2026-04-01' existing = {
  name: 'vm-${enclave}-${region}-1'
}

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

resource endpointMachinesRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: 'dcr-${enclave}-${region}-machines'
  location: location
  kind: 'Linux'
  tags: tags
  properties: {
    description: 'the system log and the load of machines'
    dataCollectionEndpointId: dataCollectionEndpoint.id
    dataSources: {
      syslog: [
        {
          name: 'syslog'
          streams: [
            'Microsoft-Syslog'
          ]
          facilityNames: [
            'auth'
            'authpriv'
            'cron'
            'daemon'
            'kern'
            'syslog'
            'user'
          ]
          logLevels: [
            'Warning'
            'Error'
            'Critical'
            'Alert'
            'Emergency'
          ]
        }
        {
          name: 'authentication'
          streams: [
            'Microsoft-Syslog'
          ]
          facilityNames: [
            'auth'
            'authpriv'
            'audit'
          ]
          logLevels: [
            'Info'
            'Notice'
          ]
        }
      ]
      performanceCounters: [
        {
          name: 'performance'
          streams: [
            'Microsoft-Perf'
          ]
          samplingFrequencyInSeconds: 60
          counterSpecifiers: [
            'Processor(*)\\% Processor Time'
            'Memory(*)\\% Used Memory'
            'Logical Disk(*)\\% Used Space'
            'Network(*)\\Total Bytes'
          ]
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
          'Microsoft-Syslog'
          'Microsoft-Perf'
        ]
        destinations: [
          'logs'
        ]
      }
    ]
  }
}

resource dcraDcrMachines1VirtualMachineDataCollectionRuleAssociation 'Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11' = {
  scope: item1VirtualMachine
  name: 'dcra-dcr-${enclave}-${region}-machines'
  properties: {
    dataCollectionRuleId: endpointMachinesRule.id
  }
}

resource configurationAccessEndpoint1VirtualMachineDataCollectionRuleAssociation 'Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11' = {
  scope: item1VirtualMachine
  name: 'configurationAccessEndpoint'
  properties: {
    dataCollectionEndpointId: dataCollectionEndpoint.id
  }
}

@description('Resource id of the data collection endpoint.')
output dataCollectionEndpointId string = dataCollectionEndpoint.id

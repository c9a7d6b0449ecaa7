// monitoring/alert-rules: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('One of the dimensions of the scheduled query rule.')
type scheduledQueryRuleDimensionType = {
  @description('Name of the dimension of the scheduled query rule.')
  dimensionName: 'AccountName' | 'CallerIp' | 'CallerIpAddress' | 'Project' | 'SourceIp' | 'Stage'
}

@export()
@description('A scheduled query rule to deploy.')
type scheduledQueryRuleType = {
  @description('Name of the scheduled query rule.')
  name: string

  @description('Display name of the scheduled query rule.')
  displayName: string

  @description('Description of the scheduled query rule.')
  description: string

  @description('Severity of the scheduled query rule.')
  severity: int

  @description('Evaluation frequency of the scheduled query rule.')
  evaluationFrequency: string

  @description('Query of the scheduled query rule.')
  query: string

  @description('Dimensions of the scheduled query rule.')
  dimensions: scheduledQueryRuleDimensionType[]

  @description('Threshold of the scheduled query rule.')
  threshold: int
}

@export()
@description('A scheduled query rule to deploy.')
type scheduledQueryRule2Type = {
  @description('Name of the scheduled query rule.')
  name: string

  @description('Display name of the scheduled query rule.')
  displayName: string

  @description('Description of the scheduled query rule.')
  description: string

  @description('Severity of the scheduled query rule.')
  severity: int

  @description('Evaluation frequency of the scheduled query rule.')
  evaluationFrequency: string

  @description('Query of the scheduled query rule.')
  query: string

  @description('Threshold of the scheduled query rule.')
  threshold: int
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the vault availability keys metric alert.')
param vaultAvailabilityKvKeysMetricAlertName string

@description('Name of the vault availability metric alert.')
param vaultAvailabilityKvMetricAlertName string

@description('Name of the vault availability metric alert 2.')
param vaultAvailabilityKvMetricAlert2Name string

@description('The resource id of the workspace.')
param workspaceId string

@description('The resource id of the action group.')
param actionGroupId string

@description('The resource id of the azure firewall.')
param azureFirewallId string

@description('The resource id of the vault.')
param vaultId string

@description('The resource id of the vault.')
param vaultId2 string

@description('The resource id of the vault.')
param vaultId3 string

@description('The resource id of the application gateway.')
param applicationGatewayId string

@description('Scheduled query rules to deploy.')
var scheduledQueryRules = [
  {
    name: 'refused-calls'
    displayName: 'Many calls are refused'
    description: 'a client that is broken, or somebody who tries what is allowed'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'EnclaveEvents_CL\n| where Kind == \'refused\'\n| project TimeGenerated, Project, Stage'
    dimensions: [
      {
        dimensionName: 'Project'
      }
      {
        dimensionName: 'Stage'
      }
    ]
    threshold: 50
  }
  {
    name: 'refused-tokens'
    displayName: 'Many tokens are refused'
    description: 'somebody tries tokens, or a client lost its identity'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'EnclaveEvents_CL\n| where Kind == \'refused\' and Stage == \'identity\'\n| project TimeGenerated, CallerIp'
    dimensions: [
      {
        dimensionName: 'CallerIp'
      }
    ]
    threshold: 20
  }
  {
    name: 'blocked-data'
    displayName: 'Data that must not leave is sent again and again'
    description: 'a workload sends card numbers, identity numbers or keys to a model; the gateway blocks it'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'EnclaveEvents_CL\n| where Kind == \'refused\' and Stage == \'dlp\'\n| project TimeGenerated, Project'
    dimensions: [
      {
        dimensionName: 'Project'
      }
    ]
    threshold: 10
  }
  {
    name: 'firewall-denies'
    displayName: 'The firewall denies much'
    description: 'a machine looks around the network, or a rule is missing'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'AZFWNetworkRule\n| where Action == \'Deny\'\n| project TimeGenerated, SourceIp'
    dimensions: [
      {
        dimensionName: 'SourceIp'
      }
    ]
    threshold: 500
  }
  {
    name: 'names-denied'
    displayName: 'Many names are denied'
    description: 'a workload wants to reach what nobody declared: data may be on its way out'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'AZFWApplicationRule\n| where Action == \'Deny\'\n| project TimeGenerated, SourceIp'
    dimensions: [
      {
        dimensionName: 'SourceIp'
      }
    ]
    threshold: 100
  }
  {
    name: 'names-tunnelled'
    displayName: 'Names are asked for that look like data'
    description: 'names can carry data out past every rule: DNS is the channel that the proof assumes away'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'AZFWDnsQuery\n| where strlen(QueryName) > 100\n| project TimeGenerated, SourceIp'
    dimensions: [
      {
        dimensionName: 'SourceIp'
      }
    ]
    threshold: 50
  }
  {
    name: 'threat-intelligence'
    displayName: 'Traffic to or from an address with a bad name'
    description: 'Microsoft knows the other side as malicious; the firewall blocks it'
    severity: 1
    evaluationFrequency: 'PT5M'
    query: 'AZFWThreatIntel\n| project TimeGenerated, SourceIp'
    dimensions: [
      {
        dimensionName: 'SourceIp'
      }
    ]
    threshold: 0
  }
  {
    name: 'intrusion'
    displayName: 'An attack was recognised'
    description: 'a packet looked like a known attack of high severity; the firewall blocks it'
    severity: 1
    evaluationFrequency: 'PT5M'
    query: 'AZFWIdpsSignature\n| where Severity == 1\n| project TimeGenerated, SourceIp'
    dimensions: [
      {
        dimensionName: 'SourceIp'
      }
    ]
    threshold: 0
  }
  {
    name: 'vault-denied'
    displayName: 'A key vault denies much'
    description: 'somebody looks for keys or secrets, or a service lost its role and cannot decrypt'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'AZKVAuditLogs\n| where HttpStatusCode == 403\n| project TimeGenerated, CallerIpAddress'
    dimensions: [
      {
        dimensionName: 'CallerIpAddress'
      }
    ]
    threshold: 10
  }
  {
    name: 'archive-read'
    displayName: 'Somebody reads the archive of logs'
    description: 'prompts and answers may be in it; an auditor may have been there, or somebody else'
    severity: 3
    evaluationFrequency: 'PT1H'
    query: 'StorageBlobLogs\n| where OperationName == \'GetBlob\' and Uri has \'insights-logs\'\n| project TimeGenerated, AccountName'
    dimensions: [
      {
        dimensionName: 'AccountName'
      }
    ]
    threshold: 0
  }
]

@description('Scheduled query rules to deploy.')
var scheduledQueryRules2 = [
  {
    name: 'foreign-policy'
    displayName: 'A gateway runs another policy than the one that was proved'
    description: 'what the gateway enforces is not what this enclave was built and proved with'
    severity: 1
    evaluationFrequency: 'PT15M'
    query: 'EnclaveEvents_CL\n| where Kind == \'started\' and PolicyDigest != \'sha256:7dd22d48765c268594b4880103c69640e1c3a2a5759dbc3e26925956c4afefbb\'\n| project TimeGenerated, PolicyDigest'
    threshold: 0
  }
  {
    name: 'log-recovered'
    displayName: 'The gateway\'s log was cut off and repaired'
    description: 'the gateway was killed while it wrote, or somebody touched its log'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'EnclaveEvents_CL\n| where Kind == \'recovered\'\n| project TimeGenerated, Reason'
    threshold: 0
  }
  {
    name: 'vault-deletions'
    displayName: 'Keys, secrets or certificates are deleted'
    description: 'without its key a service cannot read its own data'
    severity: 1
    evaluationFrequency: 'PT5M'
    query: 'AZKVAuditLogs\n| where OperationName in (\'VaultDelete\', \'VaultPurge\', \'KeyDelete\', \'KeyPurge\', \'SecretDelete\', \'SecretPurge\', \'CertificateDelete\', \'CertificatePurge\')\n| project TimeGenerated, OperationName'
    threshold: 0
  }
  {
    name: 'logs-exported'
    displayName: 'Many records are taken out of the workspace'
    description: 'one query returned more than a person reads'
    severity: 3
    evaluationFrequency: 'PT1H'
    query: 'LAQueryLogs\n| where ResponseRowCount > 100000\n| project TimeGenerated, RequestClientApp'
    threshold: 0
  }
  {
    name: 'web-attacks'
    displayName: 'The web application firewall blocks much'
    description: 'somebody attacks the way in'
    severity: 2
    evaluationFrequency: 'PT15M'
    query: 'AGWFirewallLogs\n| where Action == \'Blocked\'\n| project TimeGenerated, ClientIp'
    threshold: 100
  }
  {
    name: 'bastion-sessions'
    displayName: 'Somebody comes in through Bastion'
    description: 'hold it against the change that it was for'
    severity: 3
    evaluationFrequency: 'PT15M'
    query: 'MicrosoftAzureBastionAuditLogs\n| project TimeGenerated, TargetResourceId'
    threshold: 0
  }
  {
    name: 'backups-failed'
    displayName: 'A backup failed'
    description: 'until the next one works there is less to come back to'
    severity: 2
    evaluationFrequency: 'PT1H'
    query: 'AddonAzureBackupJobs\n| where JobStatus == \'Failed\'\n| project TimeGenerated, JobOperation'
    threshold: 0
  }
]

resource scheduledQueryRule 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [for item in scheduledQueryRules: {
  name: 'alert-${enclave}-${region}-${item.name}'
  location: location
  kind: 'LogAlert'
  tags: tags
  properties: {
    displayName: item.displayName
    description: item.description
    severity: item.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: item.evaluationFrequency
    windowSize: item.evaluationFrequency
    criteria: {
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          query: item.query
          timeAggregation: 'Count'
          dimensions: map(item.dimensions, entry => {
            name: entry.dimensionName
            operator: 'Include'
            values: [
              '*'
            ]
          })
          operator: 'GreaterThan'
          threshold: item.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    skipQueryValidation: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}]

resource tokensUnusualScheduledQueryRule 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = {
  name: 'alert-${enclave}-${region}-tokens-unusual'
  location: location
  kind: 'LogAlert'
  tags: tags
  properties: {
    displayName: 'Token consumption is unusual'
    description: 'a loop, a leak, or a workload that grew'
    severity: 3
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT1H'
    windowSize: 'PT1H'
    criteria: {
      allOf: [
        {
          criterionType: 'DynamicThresholdCriterion'
          query: 'EnclaveEvents_CL\n| where Kind == \'completed\'\n| project TimeGenerated, Project, Tokens = PromptTokens + CompletionTokens'
          timeAggregation: 'Total'
          metricMeasureColumn: 'Tokens'
          dimensions: [
            {
              name: 'Project'
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          operator: 'GreaterThan'
          alertSensitivity: 'Medium'
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    skipQueryValidation: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}

resource spendScheduledQueryRule 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = {
  name: 'alert-${enclave}-${region}-spend'
  location: location
  kind: 'LogAlert'
  tags: tags
  properties: {
    displayName: 'Four fifths of the daily budget are spent'
    description: 'at the budget the gateway refuses further calls'
    severity: 2
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    criteria: {
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          query: 'EnclaveEvents_CL\n| where Kind == \'completed\'\n| project TimeGenerated, Usd = SettledNanousd / 1000000000.0'
          timeAggregation: 'Total'
          metricMeasureColumn: 'Usd'
          operator: 'GreaterThan'
          threshold: 4800
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    skipQueryValidation: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}

resource scheduledQueryRule2 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [for item in scheduledQueryRules2: {
  name: 'alert-${enclave}-${region}-${item.name}'
  location: location
  kind: 'LogAlert'
  tags: tags
  properties: {
    displayName: item.displayName
    description: item.description
    severity: item.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: item.evaluationFrequency
    windowSize: item.evaluationFrequency
    criteria: {
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          query: item.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: item.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    skipQueryValidation: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}]

resource firewallHealthAfwMetricAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'alert-${enclave}-${region}-firewall-health-afw-${enclave}-${region}'
  location: 'global'
  tags: tags
  properties: {
    description: 'the firewall is not well: everything behind it stands still'
    severity: 1
    enabled: true
    scopes: [
      azureFirewallId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'condition-1'
          metricName: 'FirewallHealth'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 95
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource firewallPortsAfwMetricAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'alert-${enclave}-${region}-firewall-ports-afw-${enclave}-${region}'
  location: 'global'
  tags: tags
  properties: {
    description: 'the firewall runs out of ports'
    severity: 2
    enabled: true
    scopes: [
      azureFirewallId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'condition-1'
          metricName: 'SNATPortUtilization'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 80
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource vaultAvailabilityKvKeysMetricAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: vaultAvailabilityKvKeysMetricAlertName
  location: 'global'
  tags: tags
  properties: {
    description: 'a key vault is not available: what it encrypts cannot be read'
    severity: 2
    enabled: true
    scopes: [
      vaultId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'condition-1'
          metricName: 'Availability'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 99
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource vaultAvailabilityKvMetricAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: vaultAvailabilityKvMetricAlertName
  location: 'global'
  tags: tags
  properties: {
    description: 'a key vault is not available: what it encrypts cannot be read'
    severity: 2
    enabled: true
    scopes: [
      vaultId2
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'condition-1'
          metricName: 'Availability'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 99
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource vaultAvailabilityKvMetricAlert2 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: vaultAvailabilityKvMetricAlert2Name
  location: 'global'
  tags: tags
  properties: {
    description: 'a key vault is not available: what it encrypts cannot be read'
    severity: 2
    enabled: true
    scopes: [
      vaultId3
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'condition-1'
          metricName: 'Availability'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 99
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource wayInAgwMetricAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'alert-${enclave}-${region}-way-in-agw-${enclave}-${region}'
  location: 'global'
  tags: tags
  properties: {
    description: 'the way in finds no gateway behind it'
    severity: 1
    enabled: true
    scopes: [
      applicationGatewayId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'condition-1'
          metricName: 'UnhealthyHostCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

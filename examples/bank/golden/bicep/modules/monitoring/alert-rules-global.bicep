// monitoring/alert-rules-global: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('One of the all of of the activity log alert.')
type activityLogAlert2AllOfType = {
  @description('Field of the activity log alert.')
  field: 'category' | 'operationName' | 'status'

  @description('Equals of the activity log alert.')
  equals: string
}

@export()
@description('A activity log alert to deploy.')
type activityLogAlertType = {
  @description('Name of the activity log alert.')
  name: string

  @description('Description of the activity log alert.')
  description: string

  @description('Any of of the activity log alert.')
  anyOf: string[]
}

@export()
@description('A activity log alert to deploy.')
type activityLogAlert2Type = {
  @description('Name of the activity log alert.')
  name: string

  @description('Description of the activity log alert.')
  description: string

  @description('All of of the activity log alert.')
  allOf: activityLogAlert2AllOfType[]
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('The resource id of the workspace.')
param europeWorkspaceId string

@description('Activity log alerts to deploy.')
var activityLogAlerts = [
  {
    name: 'roles'
    description: 'somebody was given a role, or a role was changed'
    anyOf: [
      'Microsoft.Authorization/roleAssignments/write'
      'Microsoft.Authorization/roleAssignments/delete'
      'Microsoft.Authorization/roleDefinitions/write'
      'Microsoft.Authorization/roleDefinitions/delete'
      'Microsoft.Authorization/elevateAccess/action'
    ]
  }
  {
    name: 'policies'
    description: 'a policy was changed, removed or excepted'
    anyOf: [
      'Microsoft.Authorization/policyAssignments/write'
      'Microsoft.Authorization/policyAssignments/delete'
      'Microsoft.Authorization/policyDefinitions/write'
      'Microsoft.Authorization/policyExemptions/write'
    ]
  }
  {
    name: 'logging'
    description: 'logging or alerting was taken away'
    anyOf: [
      'Microsoft.Insights/diagnosticSettings/delete'
      'Microsoft.OperationalInsights/workspaces/delete'
      'Microsoft.Insights/dataCollectionRules/delete'
      'Microsoft.Network/networkWatchers/flowLogs/delete'
      'Microsoft.Insights/scheduledQueryRules/delete'
      'Microsoft.Insights/activityLogAlerts/delete'
      'Microsoft.Insights/actionGroups/delete'
    ]
  }
  {
    name: 'network-security-groups'
    description: 'a security group was changed'
    anyOf: [
      'Microsoft.Network/networkSecurityGroups/write'
      'Microsoft.Network/networkSecurityGroups/delete'
      'Microsoft.Network/networkSecurityGroups/securityRules/write'
      'Microsoft.Network/networkSecurityGroups/securityRules/delete'
    ]
  }
  {
    name: 'firewall'
    description: 'the firewall or its rules were changed'
    anyOf: [
      'Microsoft.Network/azureFirewalls/write'
      'Microsoft.Network/azureFirewalls/delete'
      'Microsoft.Network/firewallPolicies/write'
      'Microsoft.Network/firewallPolicies/delete'
      'Microsoft.Network/firewallPolicies/ruleCollectionGroups/write'
      'Microsoft.Network/firewallPolicies/ruleCollectionGroups/delete'
    ]
  }
  {
    name: 'routes'
    description: 'routes, peerings or names of the network were changed'
    anyOf: [
      'Microsoft.Network/routeTables/write'
      'Microsoft.Network/routeTables/delete'
      'Microsoft.Network/routeTables/routes/write'
      'Microsoft.Network/routeTables/routes/delete'
      'Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write'
      'Microsoft.Network/privateDnsZones/delete'
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete'
    ]
  }
  {
    name: 'public-addresses'
    description: 'a public address or a way out was made'
    anyOf: [
      'Microsoft.Network/publicIPAddresses/write'
      'Microsoft.Network/publicIPAddresses/delete'
      'Microsoft.Network/natGateways/write'
    ]
  }
  {
    name: 'private-endpoints'
    description: 'somebody was let in over a private endpoint'
    anyOf: [
      'Microsoft.CognitiveServices/accounts/privateEndpointConnections/write'
      'Microsoft.KeyVault/vaults/privateEndpointConnections/write'
      'Microsoft.Storage/storageAccounts/privateEndpointConnections/write'
      'Microsoft.Search/searchServices/privateEndpointConnections/write'
      'Microsoft.Insights/privateLinkScopes/privateEndpointConnections/write'
      'Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/write'
      'Microsoft.Sql/servers/privateEndpointConnections/write'
    ]
  }
  {
    name: 'keys-listed'
    description: 'keys of a service were listed or made anew'
    anyOf: [
      'Microsoft.CognitiveServices/accounts/listKeys/action'
      'Microsoft.CognitiveServices/accounts/regenerateKey/action'
      'Microsoft.Storage/storageAccounts/listKeys/action'
      'Microsoft.Storage/storageAccounts/regenerateKey/action'
      'Microsoft.Search/searchServices/listAdminKeys/action'
      'Microsoft.OperationalInsights/workspaces/sharedKeys/action'
      'Microsoft.ContainerRegistry/registries/listCredentials/action'
    ]
  }
  {
    name: 'deletions'
    description: 'a vault, an account or a backup was deleted'
    anyOf: [
      'Microsoft.KeyVault/vaults/delete'
      'Microsoft.KeyVault/locations/deletedVaults/purge/action'
      'Microsoft.CognitiveServices/accounts/delete'
      'Microsoft.Storage/storageAccounts/delete'
      'Microsoft.RecoveryServices/vaults/delete'
      'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete'
      'Microsoft.DataProtection/backupVaults/delete'
    ]
  }
  {
    name: 'defences'
    description: 'Defender or Sentinel was changed'
    anyOf: [
      'Microsoft.Security/pricings/write'
      'Microsoft.Security/pricings/delete'
      'Microsoft.Security/securitySolutions/write'
      'Microsoft.Security/securitySolutions/delete'
      'Microsoft.SecurityInsights/onboardingStates/delete'
      'Microsoft.SecurityInsights/alertRules/delete'
    ]
  }
  {
    name: 'sql-firewall'
    description: 'the firewall of a database server was changed'
    anyOf: [
      'Microsoft.Sql/servers/firewallRules/write'
      'Microsoft.Sql/servers/firewallRules/delete'
      'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules/write'
    ]
  }
]

@description('Activity log alerts to deploy.')
var activityLogAlerts2 = [
  {
    name: 'locks'
    description: 'a lock was removed'
    allOf: [
      {
        field: 'category'
        equals: 'Administrative'
      }
      {
        field: 'operationName'
        equals: 'Microsoft.Authorization/locks/delete'
      }
      {
        field: 'status'
        equals: 'Succeeded'
      }
    ]
  }
  {
    name: 'service-health'
    description: 'Azure has trouble, or says that it will'
    allOf: [
      {
        field: 'category'
        equals: 'ServiceHealth'
      }
    ]
  }
  {
    name: 'defender-alerts'
    description: 'Defender for Cloud raised an alert'
    allOf: [
      {
        field: 'category'
        equals: 'Security'
      }
    ]
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${enclave}-contacts'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'contoso-bank'
    enabled: true
    emailReceivers: [
      {
        name: 'contact-1'
        emailAddress: 'ai-platform@contoso.example'
        useCommonAlertSchema: true
      }
      {
        name: 'contact-2'
        emailAddress: 'security@contoso.example'
        useCommonAlertSchema: true
      }
    ]
  }
}

resource activityLogAlert 'Microsoft.Insights/activityLogAlerts@2026-01-01' = [for item in activityLogAlerts: {
  name: 'alert-${enclave}-${item.name}'
  location: 'global'
  tags: tags
  properties: {
    description: item.description
    scopes: [
      subscription().id
    ]
    condition: {
      allOf: [
        {
          field: 'category'
          equals: 'Administrative'
        }
        {
          anyOf: map(item.anyOf, value => {
            field: 'operationName'
            equals: value
          })
        }
        {
          field: 'status'
          equals: 'Succeeded'
        }
      ]
    }
    actions: {
      actionGroups: [
        {
          actionGroupId: actionGroup.id
        }
      ]
    }
    enabled: true
  }
}]

resource activityLogAlert2 'Microsoft.Insights/activityLogAlerts@2026-01-01' = [for item in activityLogAlerts2: {
  name: 'alert-${enclave}-${item.name}'
  location: 'global'
  tags: tags
  properties: {
    description: item.description
    scopes: [
      subscription().id
    ]
    condition: {
      allOf: [for entry in item.allOf: {
        field: entry.field
        equals: entry.equals
      }]
    }
    actions: {
      actionGroups: [
        {
          actionGroupId: actionGroup.id
        }
      ]
    }
    enabled: true
  }
}]

resource scheduledQueryRule 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = {
  name: 'alert-${enclave}-opened'
  location: location
  kind: 'LogAlert'
  tags: tags
  properties: {
    displayName: 'A service was opened'
    description: 'somebody wrote a setting that lets the internet, keys or anonymous readers in'
    severity: 1
    enabled: true
    scopes: [
      europeWorkspaceId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          query: 'AzureActivity\n| where OperationNameValue endswith \'/WRITE\'\n| where Properties matches regex @\'(?i)(publicNetworkAccess\\w*\\W{1,10}Enabled|allowBlobPublicAccess\\W{1,10}true|allowSharedKeyAccess\\W{1,10}true|disableLocalAuth\\W{1,10}false|defaultAction\\W{1,10}Allow)\'\n| project TimeGenerated, ResourceProviderValue'
          timeAggregation: 'Count'
          dimensions: [
            {
              name: 'ResourceProviderValue'
              operator: 'Include'
              values: [
                '*'
              ]
            }
          ]
          operator: 'GreaterThan'
          threshold: 0
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
        actionGroup.id
      ]
    }
  }
}

@description('Resource id of the action group.')
output actionGroupId string = actionGroup.id

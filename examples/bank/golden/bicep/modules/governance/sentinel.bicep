// governance/sentinel: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Names of the settings to deploy.')
param workspaceSettingNames string[]

@description('Names of the settings to deploy.')
param workspaceSetting2Names string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: 'log-${enclave}-${region}'
}

resource workspace2 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = [for name in workspaceSettingNames: {
  name: 'log-${enclave}-${region}'
}]

resource workspace3 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = [for name in workspaceSetting2Names: {
  name: 'log-${enclave}-${region}'
}]

resource workspaceOnboardingState 'Microsoft.SecurityInsights/onboardingStates@2025-09-01' = {
  scope: workspace
  name: 'default'
  properties: {
    customerManagedKey: false
  }
}

resource workspaceDataConnector 'Microsoft.SecurityInsights/dataConnectors@2025-09-01' = {
  scope: workspace
  name: 'threat-intelligence'
  kind: 'MicrosoftThreatIntelligence'
  properties: {
    tenantId: '11111111-1111-1111-1111-111111111111'
    dataTypes: {
      microsoftEmergingThreatFeed: {
        state: 'Enabled'
        lookbackPeriod: '1970-01-01T00:00:00Z'
      }
    }
  }
  dependsOn: [
    workspaceOnboardingState
  ]
}

resource workspaceSetting 'Microsoft.SecurityInsights/settings@2025-10-01-preview' = [for (name, i) in workspaceSettingNames: {
  scope: workspace2[i]
  name: name
  kind: 'EntityAnalytics'
  properties: {
    entityProviders: [
      'AzureActiveDirectory'
    ]
  }
  dependsOn: [
    workspaceOnboardingState
  ]
}]

resource workspaceSetting2 'Microsoft.SecurityInsights/settings@2025-10-01-preview' = [for (name, i) in workspaceSetting2Names: {
  scope: workspace3[i]
  name: name
  kind: 'Ueba'
  properties: {
    dataSources: [
      'AzureActivity'
    ]
  }
  dependsOn: [
    workspaceSetting
  ]
}]

// governance/sentinel: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: 'log-${enclave}-${region}'
}

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
    tenantId: '61111111-1111-1111-1111-111111111111'
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

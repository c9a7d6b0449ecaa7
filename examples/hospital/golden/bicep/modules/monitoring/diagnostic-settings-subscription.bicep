// monitoring/diagnostic-settings-subscription: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('The resource id of the workspace.')
param eastWorkspaceId string

resource diagnosticSetting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'diag-${enclave}'
  properties: {
    workspaceId: eastWorkspaceId
    logs: [
      {
        category: 'Administrative'
        enabled: true
      }
      {
        category: 'Security'
        enabled: true
      }
      {
        category: 'ServiceHealth'
        enabled: true
      }
      {
        category: 'Alert'
        enabled: true
      }
      {
        category: 'Recommendation'
        enabled: true
      }
      {
        category: 'Policy'
        enabled: true
      }
      {
        category: 'Autoscale'
        enabled: true
      }
      {
        category: 'ResourceHealth'
        enabled: true
      }
    ]
  }
}

// governance/defender-for-cloud: written by `enclave build`; change enclave.yaml, not this file

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

resource automation 'Microsoft.Security/automations@2023-12-01-preview' = {
  name: 'export-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    description: 'alerts and findings of ministry-cases in canberra'
    isEnabled: true
    scopes: [
      {
        description: 'where it looks'
        scopePath: resourceGroup().id
      }
    ]
    sources: [
      {
        eventSource: 'Alerts'
      }
      {
        eventSource: 'Assessments'
      }
      {
        eventSource: 'SubAssessments'
      }
      {
        eventSource: 'RegulatoryComplianceAssessment'
      }
      {
        eventSource: 'SecureScores'
      }
    ]
    actions: [
      {
        actionType: 'Workspace'
        workspaceResourceId: workspaceId
      }
    ]
  }
}

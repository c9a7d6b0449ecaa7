// governance/tag-policies: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

resource healtYywh4PolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-mercy-healt-yywh4'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    displayName: 'mercy-health: a resource gets the tag `data-classification` of its group'
    description: 'Every resource says how sensitive its data is'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'ea3f2387-9b95-492a-a190-fcdc54f7b070')
    parameters: {
      tagName: {
        value: 'data-classification'
      }
    }
    enforcementMode: 'Default'
  }
}

resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: '046f8749-1338-5abc-b5b8-c207b6f89473'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4a9ae827-6dc8-4573-8ac7-8239d42aa03f')
    principalId: healtYywh4PolicyAssignment.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource healtUbpluPolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-mercy-healt-ubplu'
  properties: {
    displayName: 'mercy-health: a resource has the tag `data-classification`'
    description: 'Every resource says how sensitive its data is'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '871b6d14-10aa-478d-b590-94f262ecfa99')
    parameters: {
      tagName: {
        value: 'data-classification'
      }
    }
    enforcementMode: 'Default'
    nonComplianceMessages: [
      {
        message: 'A resource of mercy-health needs the tag `data-classification`.'
      }
    ]
  }
}

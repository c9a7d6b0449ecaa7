// governance/tag-policies-global: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

resource caAwtyrPolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-ministry-ca-awtyr'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    displayName: 'ministry-cases: a resource gets the tag `data-classification` of its group'
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
  name: '7f0c7813-19e4-5f28-8d0c-74dfcf14d073'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4a9ae827-6dc8-4573-8ac7-8239d42aa03f')
    principalId: caAwtyrPolicyAssignment.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource ca7a6c6PolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-ministry-ca-7a6c6'
  properties: {
    displayName: 'ministry-cases: a resource has the tag `data-classification`'
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
        message: 'A resource of ministry-cases needs the tag `data-classification`.'
      }
    ]
  }
}

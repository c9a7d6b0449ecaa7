// governance/tag-policies-global: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the policy assignment.')
param banStdndPolicyAssignmentLocation string

resource banStdndPolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-contoso-ban-stdnd'
  location: banStdndPolicyAssignmentLocation
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    displayName: 'contoso-bank: a resource gets the tag `data-classification` of its group'
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
  name: '7829e624-d0c0-5819-84f3-86fa76c81417'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4a9ae827-6dc8-4573-8ac7-8239d42aa03f')
    principalId: banStdndPolicyAssignment.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource ban42tqyPolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-contoso-ban-42tqy'
  properties: {
    displayName: 'contoso-bank: a resource has the tag `data-classification`'
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
        message: 'A resource of contoso-bank needs the tag `data-classification`.'
      }
    ]
  }
}

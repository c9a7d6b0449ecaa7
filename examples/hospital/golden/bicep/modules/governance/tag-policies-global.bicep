// governance/tag-policies-global: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

resource healtZmja4PolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-mercy-healt-zmja4'
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
  name: '28ab2f10-fb58-5cd5-95ad-03d388494dd5'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4a9ae827-6dc8-4573-8ac7-8239d42aa03f')
    principalId: healtZmja4PolicyAssignment.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource healtCekgnPolicyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = {
  name: 'policy-mercy-healt-cekgn'
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

// governance/regulatory-compliance: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

@export()
@description('A policy assignment to deploy.')
type policyAssignmentType = {
  @description('Name of the policy assignment.')
  name: string

  @description('Display name of the policy assignment.')
  displayName: string

  @description('Description of the policy assignment.')
  description: string

  @description('Policy definition id of the policy assignment.')
  policyDefinitionId: string
}

@description('Azure region of the resources.')
param location string

@description('Policy assignments to deploy.')
var policyAssignments = [
  {
    name: 'policy-contoso-bank-mcsb'
    displayName: 'contoso-bank: Microsoft cloud security benchmark'
    description: 'Reports what Microsoft cloud security benchmark asks for'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', '1f3afdf9-d0c9-4c3d-847f-89da613e70a8')
  }
  {
    name: 'policy-contoso-bank-gdpr'
    displayName: 'contoso-bank: EU GDPR 2016/679'
    description: 'Reports what EU GDPR 2016/679 asks for'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', '7326812a-86a4-40c8-af7c-8945de9c4913')
  }
  {
    name: 'policy-contoso-ban-sk4le'
    displayName: 'contoso-bank: HITRUST CSF v11.3, which HIPAA is assessed by'
    description: 'Reports what HITRUST CSF v11.3, which HIPAA is assessed by asks for'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', 'e0d47b75-5d99-442a-9d60-07f2595ab095')
  }
  {
    name: 'policy-contoso-ban-ue67u'
    displayName: 'contoso-bank: SOC 2 Type 2'
    description: 'Reports what SOC 2 Type 2 asks for'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', '4054785f-702b-4a98-9215-009cbd58b141')
  }
  {
    name: 'policy-contoso-ban-kt55e'
    displayName: 'contoso-bank: ISO/IEC 27001:2022'
    description: 'Reports what ISO/IEC 27001:2022 asks for'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', '5e4ff661-23bf-42fa-8e3a-309a55091cc7')
  }
  {
    name: 'policy-contoso-ban-ylef6'
    displayName: 'contoso-bank: FedRAMP High'
    description: 'Reports what FedRAMP High asks for'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policySetDefinitions', 'd5264498-16f4-418a-b659-fa7ef418175f')
  }
]

resource policyAssignment 'Microsoft.Authorization/policyAssignments@2026-07-01' = [for item in policyAssignments: {
  name: item.name
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    displayName: item.displayName
    description: item.description
    policyDefinitionId: item.policyDefinitionId
    parameters: {}
    enforcementMode: 'DoNotEnforce'
  }
}]

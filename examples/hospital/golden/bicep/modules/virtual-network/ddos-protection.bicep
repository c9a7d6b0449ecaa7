// virtual-network/ddos-protection: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource ddosProtectionPlan 'Microsoft.Network/ddosProtectionPlans@2025-09-01' = {
  name: 'ddos-${enclave}'
  location: location
  tags: tags
  properties: {}
}

@description('Resource id of the DDoS protection plan.')
output ddosProtectionPlanId string = ddosProtectionPlan.id

// firewall/ip-groups: written by `enclave build`; change enclave.yaml, not this file

import { addressesType } from '../../types.bicep'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Addresses of the networks of the region.')
param addresses addressesType

resource gatewayIpGroup 'Microsoft.Network/ipGroups@2025-09-01' = {
  name: 'ipg-${enclave}-${region}-gateway'
  location: location
  tags: tags
  properties: {
    ipAddresses: [
      addresses.gatewaySubnet
    ]
  }
}

resource machinesIpGroup 'Microsoft.Network/ipGroups@2025-09-01' = {
  name: 'ipg-${enclave}-${region}-machines'
  location: location
  tags: tags
  properties: {
    ipAddresses: [
      addresses.machinesSubnet
    ]
  }
  dependsOn: [
    gatewayIpGroup
  ]
}

resource containerAppsIpGroup 'Microsoft.Network/ipGroups@2025-09-01' = {
  name: 'ipg-${enclave}-${region}-container-apps'
  location: location
  tags: tags
  properties: {
    ipAddresses: [
      addresses.containerAppsSubnet
    ]
  }
  dependsOn: [
    machinesIpGroup
  ]
}

resource operationsIpGroup 'Microsoft.Network/ipGroups@2025-09-01' = {
  name: 'ipg-${enclave}-${region}-operations'
  location: location
  tags: tags
  properties: {
    ipAddresses: [
      addresses.operationsSubnet
    ]
  }
  dependsOn: [
    containerAppsIpGroup
  ]
}

resource aiEndpointsIpGroup 'Microsoft.Network/ipGroups@2025-09-01' = {
  name: 'ipg-${enclave}-${region}-ai-endpoints'
  location: location
  tags: tags
  properties: {
    ipAddresses: [
      addresses.aiEndpointsSubnet
    ]
  }
  dependsOn: [
    operationsIpGroup
  ]
}

resource managementEndpointsIpGroup 'Microsoft.Network/ipGroups@2025-09-01' = {
  name: 'ipg-${enclave}-${region}-management-endpoints'
  location: location
  tags: tags
  properties: {
    ipAddresses: [
      addresses.managementEndpointsSubnet
    ]
  }
  dependsOn: [
    aiEndpointsIpGroup
  ]
}

resource dataEndpointsIpGroup 'Microsoft.Network/ipGroups@2025-09-01' = {
  name: 'ipg-${enclave}-${region}-data-endpoints'
  location: location
  tags: tags
  properties: {
    ipAddresses: [
      addresses.dataEndpointsSubnet
    ]
  }
  dependsOn: [
    managementEndpointsIpGroup
  ]
}

@description('Resource ids of the IP group resources, by their names.')
output ipGroupIds { *: string } = {
  gateway: gatewayIpGroup.id
  'ai-endpoints': aiEndpointsIpGroup.id
  'management-endpoints': managementEndpointsIpGroup.id
  machines: machinesIpGroup.id
  'data-endpoints': dataEndpointsIpGroup.id
  'container-apps': containerAppsIpGroup.id
  operations: operationsIpGroup.id
}

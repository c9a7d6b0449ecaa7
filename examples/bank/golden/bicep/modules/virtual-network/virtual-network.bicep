// virtual-network/virtual-network: written by `enclave build`; change enclave.yaml, not this file

import { addressesType } from '../../types.bicep'
import { aiServicesVirtualNetworkSubnets, computeVirtualNetworkSubnets, dataVirtualNetworkSubnets, hubVirtualNetworkSubnets, managementVirtualNetworkSubnets } from 'subnets.bicep'

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

@description('The resource id of the NAT gateway.')
param natGatewayId string

@description('For each network security group its resource id, by its name.')
param networkSecurityGroupIds { *: string }

@description('The resource id of the DDoS protection plan.')
param ddosProtectionPlanId string

@description('For each route table its resource id, by its name.')
param routeTableIds { *: string }

resource hubVirtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'vnet-${enclave}-${region}-hub'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addresses.hubNetwork
      ]
    }
    subnets: hubVirtualNetworkSubnets(addresses, natGatewayId, networkSecurityGroupIds)
    enableDdosProtection: true
    ddosProtectionPlan: {
      id: ddosProtectionPlanId
    }
  }
}

resource hubVirtualNetworkAiServicesPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: hubVirtualNetwork
  name: 'peer-ai-services'
  properties: {
    remoteVirtualNetwork: {
      id: aiServicesVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: false
    allowGatewayTransit: false
    useRemoteGateways: false
  }
}

resource hubVirtualNetworkComputePeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: hubVirtualNetwork
  name: 'peer-compute'
  properties: {
    remoteVirtualNetwork: {
      id: computeVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: false
    allowGatewayTransit: false
    useRemoteGateways: false
  }
  dependsOn: [
    aiServicesVirtualNetworkHubPeering
  ]
}

resource hubVirtualNetworkDataPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: hubVirtualNetwork
  name: 'peer-data'
  properties: {
    remoteVirtualNetwork: {
      id: dataVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: false
    allowGatewayTransit: false
    useRemoteGateways: false
  }
  dependsOn: [
    computeVirtualNetworkHubPeering
  ]
}

resource hubVirtualNetworkManagementPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: hubVirtualNetwork
  name: 'peer-management'
  properties: {
    remoteVirtualNetwork: {
      id: managementVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: false
    allowGatewayTransit: false
    useRemoteGateways: false
  }
  dependsOn: [
    dataVirtualNetworkHubPeering
  ]
}

resource aiServicesVirtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'vnet-${enclave}-${region}-ai-services'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addresses.aiServicesNetwork
      ]
    }
    dhcpOptions: {
      dnsServers: [
        addresses.firewall
      ]
    }
    subnets: aiServicesVirtualNetworkSubnets(addresses, networkSecurityGroupIds, routeTableIds)
    encryption: {
      enabled: true
      enforcement: 'AllowUnencrypted'
    }
  }
}

resource aiServicesVirtualNetworkHubPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: aiServicesVirtualNetwork
  name: 'peer-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hubVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
    allowGatewayTransit: false
    useRemoteGateways: false
  }
  dependsOn: [
    hubVirtualNetworkAiServicesPeering
  ]
}

resource computeVirtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'vnet-${enclave}-${region}-compute'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addresses.computeNetwork
      ]
    }
    dhcpOptions: {
      dnsServers: [
        addresses.firewall
      ]
    }
    subnets: computeVirtualNetworkSubnets(addresses, networkSecurityGroupIds, routeTableIds)
    encryption: {
      enabled: true
      enforcement: 'AllowUnencrypted'
    }
  }
}

resource computeVirtualNetworkHubPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: computeVirtualNetwork
  name: 'peer-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hubVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
    allowGatewayTransit: false
    useRemoteGateways: false
  }
  dependsOn: [
    hubVirtualNetworkComputePeering
  ]
}

resource dataVirtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'vnet-${enclave}-${region}-data'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addresses.dataNetwork
      ]
    }
    dhcpOptions: {
      dnsServers: [
        addresses.firewall
      ]
    }
    subnets: dataVirtualNetworkSubnets(addresses, networkSecurityGroupIds, routeTableIds)
    encryption: {
      enabled: true
      enforcement: 'AllowUnencrypted'
    }
  }
}

resource dataVirtualNetworkHubPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: dataVirtualNetwork
  name: 'peer-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hubVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
    allowGatewayTransit: false
    useRemoteGateways: false
  }
  dependsOn: [
    hubVirtualNetworkDataPeering
  ]
}

resource managementVirtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'vnet-${enclave}-${region}-management'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addresses.managementNetwork
      ]
    }
    dhcpOptions: {
      dnsServers: [
        addresses.firewall
      ]
    }
    subnets: managementVirtualNetworkSubnets(addresses, networkSecurityGroupIds, routeTableIds)
    encryption: {
      enabled: true
      enforcement: 'AllowUnencrypted'
    }
  }
}

resource managementVirtualNetworkHubPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01' = {
  parent: managementVirtualNetwork
  name: 'peer-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hubVirtualNetwork.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
    allowGatewayTransit: false
    useRemoteGateways: false
  }
  dependsOn: [
    hubVirtualNetworkManagementPeering
  ]
}

@description('Resource ids of the subnet resources, by their names.')
output subnetIds { *: string } = {
  AzureBastionSubnet: resourceId('Microsoft.Network/virtualNetworks/subnets', hubVirtualNetwork.name, 'AzureBastionSubnet')
  AzureFirewallSubnet: resourceId('Microsoft.Network/virtualNetworks/subnets', hubVirtualNetwork.name, 'AzureFirewallSubnet')
  'management-endpoints': resourceId('Microsoft.Network/virtualNetworks/subnets', managementVirtualNetwork.name, 'snet-management-endpoints')
  'data-endpoints': resourceId('Microsoft.Network/virtualNetworks/subnets', dataVirtualNetwork.name, 'snet-data-endpoints')
  kubernetes: resourceId('Microsoft.Network/virtualNetworks/subnets', computeVirtualNetwork.name, 'snet-kubernetes')
  'kubernetes-api': resourceId('Microsoft.Network/virtualNetworks/subnets', computeVirtualNetwork.name, 'snet-kubernetes-api')
  gateway: resourceId('Microsoft.Network/virtualNetworks/subnets', computeVirtualNetwork.name, 'snet-gateway')
  'ai-endpoints': resourceId('Microsoft.Network/virtualNetworks/subnets', aiServicesVirtualNetwork.name, 'snet-ai-endpoints')
}

@description('Resource ids of the virtual network resources, by their names.')
output virtualNetworkIds { *: string } = {
  hub: hubVirtualNetwork.id
  management: managementVirtualNetwork.id
  data: dataVirtualNetwork.id
  'ai-services': aiServicesVirtualNetwork.id
  compute: computeVirtualNetwork.id
}

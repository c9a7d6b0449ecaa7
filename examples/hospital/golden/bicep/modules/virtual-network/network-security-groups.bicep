// virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

import { addressesType } from '../../types.bicep'

@export()
@description('A network security group to deploy.')
type networkSecurityGroupType = {
  @description('Name of the network security group.')
  name: string

  @description('Description of the network security group.')
  description: string

  @description('Source address prefixes of the network security group.')
  sourceAddressPrefixes: string[]

  @description('Destination address prefix of the network security group.')
  destinationAddressPrefix: string
}

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

@description('Network security groups to deploy.')
var networkSecurityGroups = [
  {
    name: 'ai'
    description: 'calls of models; nobody but the gateway and a model\'s own agents comes near one; agents call the models of their own account'
    sourceAddressPrefixes: [
      '10.60.8.0/24'
      '10.60.5.0/26'
      '10.60.0.0/26'
    ]
    destinationAddressPrefix: '10.60.4.0/24'
  }
  {
    name: 'management'
    description: 'vault, registry, telemetry, budgets; vault, registry, telemetry; operators and auditors: vault, telemetry'
    sourceAddressPrefixes: [
      '10.60.8.0/24'
      '10.60.10.0/25'
      '10.60.10.192/27'
      '10.60.15.0/24'
      '10.60.0.0/26'
    ]
    destinationAddressPrefix: '10.60.14.0/24'
  }
]

resource azureBastionNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-AzureBastion'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-machines'
        properties: {
          description: 'management of machines, from Bastion only'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.azureBastionSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.machinesSubnet
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-operations'
        properties: {
          description: 'management of machines, from Bastion only'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.azureBastionSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.operationsSubnet
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-administrators'
        properties: {
          description: 'administrators, whom Microsoft Entra lets in'
          priority: 1000
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-gateway-manager'
        properties: {
          description: 'Azure manages Bastion from here'
          priority: 3000
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'GatewayManager'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-load-balancer'
        properties: {
          description: 'Azure\'s probes of the hosts'
          priority: 3010
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-hosts-inbound'
        properties: {
          description: 'the hosts of Bastion talk to each other'
          priority: 3020
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: 'VirtualNetwork'
          destinationPortRanges: [
            '5701'
            '8080'
          ]
        }
      }
      {
        name: 'allow-hosts-outbound'
        properties: {
          description: 'the hosts of Bastion talk to each other'
          priority: 3020
          direction: 'Outbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: 'VirtualNetwork'
          destinationPortRanges: [
            '5701'
            '8080'
          ]
        }
      }
      {
        name: 'allow-ssh-rdp'
        properties: {
          description: 'Azure wants the whole network here; which machines answer is said at their own subnets'
          priority: 3000
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'VirtualNetwork'
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-azure'
        properties: {
          description: 'logs and metering of Bastion, to Azure'
          priority: 3010
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzureCloud'
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource networkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = [for item in networkSecurityGroups: {
  name: 'nsg-${enclave}-${region}-${item.name}-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: item.description
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: item.sourceAddressPrefixes
          sourcePortRange: '*'
          destinationAddressPrefix: item.destinationAddressPrefix
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}]

resource agentsRadiologyReportsNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-agents-radiology-reports'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-ai-endpoints'
        properties: {
          description: 'agents call the models of their own account'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.agentsRadiologyReportsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.aiEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-data-endpoints'
        properties: {
          description: 'files, threads and search of agents'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.agentsRadiologyReportsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.dataEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-environment-inbound'
        properties: {
          description: 'the machines of the environment among themselves'
          priority: 1000
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: addresses.agentsRadiologyReportsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.agentsRadiologyReportsSubnet
          destinationPortRange: '*'
        }
      }
      {
        name: 'allow-environment-outbound'
        properties: {
          description: 'the machines of the environment among themselves'
          priority: 1000
          direction: 'Outbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: addresses.agentsRadiologyReportsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.agentsRadiologyReportsSubnet
          destinationPortRange: '*'
        }
      }
      {
        name: 'allow-probes'
        properties: {
          description: 'the probes of the environment\'s own load balancer'
          priority: 1010
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.agentsRadiologyReportsSubnet
          destinationPortRange: '30000-32767'
        }
      }
      {
        name: 'allow-dns-udp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3900
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Udp'
          sourceAddressPrefix: addresses.agentsRadiologyReportsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-dns-tcp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3910
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.agentsRadiologyReportsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-declared-egress'
        properties: {
          description: 'the route leads to the firewall, which knows the declared names'
          priority: 3930
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.agentsRadiologyReportsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-azure-dns'
        properties: {
          description: 'Azure\'s own resolver passes any name, and every other rule; only this tag stops it'
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzurePlatformDNS'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource gatewayNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-gateway'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: 'calls of models, through the guard'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.machinesSubnet
            addresses.containerInstancesSubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.gatewaySubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-ai-endpoints'
        properties: {
          description: 'calls of models; nobody but the gateway and a model\'s own agents comes near one'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.gatewaySubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.aiEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-management-endpoints'
        properties: {
          description: 'vault, registry, telemetry, budgets'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.gatewaySubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-probes'
        properties: {
          description: 'the probes of the internal load balancer'
          priority: 1000
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.gatewaySubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-dns-udp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3900
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Udp'
          sourceAddressPrefix: addresses.gatewaySubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-dns-tcp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3910
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.gatewaySubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-declared-egress'
        properties: {
          description: 'the route leads to the firewall, which knows the declared names'
          priority: 3930
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.gatewaySubnet
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRanges: [
            '80'
            '443'
          ]
        }
      }
      {
        name: 'deny-azure-dns'
        properties: {
          description: 'Azure\'s own resolver passes any name, and every other rule; only this tag stops it'
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzurePlatformDNS'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource machinesNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-machines'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: 'management of machines, from Bastion only'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.azureBastionSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.machinesSubnet
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-gateway'
        properties: {
          description: 'calls of models, through the guard'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.machinesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.8.254/32'
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-data-endpoints'
        properties: {
          description: 'data sets, databases, search'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.machinesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.dataEndpointsSubnet
          destinationPortRanges: [
            '443'
            '1433'
          ]
        }
      }
      {
        name: 'allow-management-endpoints'
        properties: {
          description: 'vault, registry, telemetry'
          priority: 120
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.machinesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-dns-udp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3900
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Udp'
          sourceAddressPrefix: addresses.machinesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-dns-tcp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3910
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.machinesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-declared-egress'
        properties: {
          description: 'the route leads to the firewall, which knows the declared names'
          priority: 3930
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.machinesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRanges: [
            '80'
            '443'
          ]
        }
      }
      {
        name: 'deny-azure-dns'
        properties: {
          description: 'Azure\'s own resolver passes any name, and every other rule; only this tag stops it'
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzurePlatformDNS'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource containerInstancesNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-container-instances'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-gateway'
        properties: {
          description: 'calls of models, through the guard'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.containerInstancesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.8.254/32'
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-data-endpoints'
        properties: {
          description: 'data sets, databases, search'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.containerInstancesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.dataEndpointsSubnet
          destinationPortRanges: [
            '443'
            '1433'
          ]
        }
      }
      {
        name: 'allow-management-endpoints'
        properties: {
          description: 'vault, registry, telemetry'
          priority: 120
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.containerInstancesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-dns-udp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3900
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Udp'
          sourceAddressPrefix: addresses.containerInstancesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-dns-tcp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3910
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.containerInstancesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-declared-egress'
        properties: {
          description: 'the route leads to the firewall, which knows the declared names'
          priority: 3930
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.containerInstancesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-azure-dns'
        properties: {
          description: 'Azure\'s own resolver passes any name, and every other rule; only this tag stops it'
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzurePlatformDNS'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource dataEndpointsNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-data-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: 'data sets, databases, search; operators and auditors: archive, databases'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.machinesSubnet
            addresses.containerInstancesSubnet
            addresses.operationsSubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.dataEndpointsSubnet
          destinationPortRanges: [
            '443'
            '1433'
          ]
        }
      }
      {
        name: 'allow-clients-443'
        properties: {
          description: 'files, threads and search of agents'
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.agentsRadiologyReportsSubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.dataEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource operationsNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-operations'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: 'management of machines, from Bastion only'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.azureBastionSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.operationsSubnet
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-management-endpoints'
        properties: {
          description: 'operators and auditors: vault, telemetry'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.operationsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-data-endpoints'
        properties: {
          description: 'operators and auditors: archive, databases'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.operationsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.dataEndpointsSubnet
          destinationPortRanges: [
            '443'
            '1433'
          ]
        }
      }
      {
        name: 'allow-dns-udp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3900
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Udp'
          sourceAddressPrefix: addresses.operationsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-dns-tcp'
        properties: {
          description: 'names are resolved by the firewall'
          priority: 3910
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.operationsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '10.60.0.4/32'
          destinationPortRange: '53'
        }
      }
      {
        name: 'allow-declared-egress'
        properties: {
          description: 'the route leads to the firewall, which knows the declared names'
          priority: 3930
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.operationsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-azure-dns'
        properties: {
          description: 'Azure\'s own resolver passes any name, and every other rule; only this tag stops it'
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzurePlatformDNS'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-inbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-all-outbound'
        properties: {
          description: 'everything that is not allowed above'
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

@description('Resource ids of the network security group resources, by their names.')
output networkSecurityGroupIds { *: string } = {
  AzureBastion: azureBastionNetworkSecurityGroup.id
  'agents-radiology-reports': agentsRadiologyReportsNetworkSecurityGroup.id
  gateway: gatewayNetworkSecurityGroup.id
  machines: machinesNetworkSecurityGroup.id
  'container-instances': containerInstancesNetworkSecurityGroup.id
  'data-endpoints': dataEndpointsNetworkSecurityGroup.id
  operations: operationsNetworkSecurityGroup.id
}

@description('Resource ids of the network security group resources, by their names.')
output networkSecurityGroupIds2 { *: string } = toObject(
  networkSecurityGroups,
  item => item.name,
  item => resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-${enclave}-${region}-${item.name}-endpoints')
)

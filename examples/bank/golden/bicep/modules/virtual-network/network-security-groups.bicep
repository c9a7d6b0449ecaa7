// virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

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

resource azureBastionNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-AzureBastion'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-operations'
        properties: {
          description: 'management of machines, from Bastion only'
          priority: 100
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

resource aiEndpointsNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-ai-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: 'calls of models; nobody but the gateway and a model\'s own agents comes near one'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.gatewaySubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.aiEndpointsSubnet
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

resource gatewayNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-gateway'
  location: location
  tags: tags
  properties: {
    securityRules: [
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
          destinationPortRanges: [
            '443'
            '10000'
          ]
        }
      }
      {
        name: 'allow-kubernetes-api'
        properties: {
          description: 'its nodes report to the cluster'
          priority: 120
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.gatewaySubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.kubernetesApiSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-administration'
        properties: {
          description: 'nobody logs in to a node'
          priority: 1010
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-cluster'
        properties: {
          description: 'nodes and pods of the cluster among themselves'
          priority: 1020
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-administration-outbound'
        properties: {
          description: 'nobody logs in to a node'
          priority: 1010
          direction: 'Outbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-cluster-outbound'
        properties: {
          description: 'nodes and pods of the cluster among themselves'
          priority: 1020
          direction: 'Outbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefixes: [
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRange: '*'
        }
      }
      {
        name: 'allow-api-server'
        properties: {
          description: 'the API server asks nodes, and pods that it consults'
          priority: 1030
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.kubernetesApiSubnet
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRanges: [
            '443-10250'
            '15017'
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
          sourceAddressPrefix: addresses.gatewaySubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '${addresses.firewall}/32'
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
          destinationAddressPrefix: '${addresses.firewall}/32'
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

resource kubernetesNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-kubernetes'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-management-endpoints'
        properties: {
          description: 'vault, registry, telemetry'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.kubernetesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-kubernetes-api'
        properties: {
          description: 'nodes report to the cluster'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.kubernetesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.kubernetesApiSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-administration'
        properties: {
          description: 'nobody logs in to a node'
          priority: 1010
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-cluster'
        properties: {
          description: 'nodes and pods of the cluster among themselves'
          priority: 1020
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            '100.64.0.0/16'
          ]
          destinationPortRange: '*'
        }
      }
      {
        name: 'deny-administration-outbound'
        properties: {
          description: 'nobody logs in to a node'
          priority: 1010
          direction: 'Outbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRanges: [
            '22'
            '3389'
          ]
        }
      }
      {
        name: 'allow-cluster-outbound'
        properties: {
          description: 'nodes and pods of the cluster among themselves'
          priority: 1020
          direction: 'Outbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRange: '*'
        }
      }
      {
        name: 'allow-api-server'
        properties: {
          description: 'the API server asks nodes, and pods that it consults'
          priority: 1030
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.kubernetesApiSubnet
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            '100.64.0.0/16'
          ]
          destinationPortRanges: [
            '443-10250'
            '15017'
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
          sourceAddressPrefix: addresses.kubernetesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '${addresses.firewall}/32'
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
          sourceAddressPrefix: addresses.kubernetesSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '${addresses.firewall}/32'
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
          sourceAddressPrefix: addresses.kubernetesSubnet
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

resource kubernetesApiNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-kubernetes-api'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: 'its nodes report to the cluster; nodes report to the cluster; operators administer the cluster'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.gatewaySubnet
            addresses.kubernetesSubnet
            addresses.operationsSubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.kubernetesApiSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-management-endpoints'
        properties: {
          description: 'the key that the cluster\'s secrets are encrypted with'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.kubernetesApiSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
          destinationPortRange: '443'
        }
      }
      {
        name: 'allow-nodes'
        properties: {
          description: 'nodes and pods call the API server'
          priority: 1000
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.kubernetesApiSubnet
          destinationPortRanges: [
            '443'
            '4443'
          ]
        }
      }
      {
        name: 'allow-probes'
        properties: {
          description: 'the probes of the API server\'s own load balancer'
          priority: 1010
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.kubernetesApiSubnet
          destinationPortRange: '9988'
        }
      }
      {
        name: 'allow-nodes-outbound'
        properties: {
          description: 'the API server asks nodes, and pods that it consults'
          priority: 1000
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.kubernetesApiSubnet
          sourcePortRange: '*'
          destinationAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.gatewaySubnet
            '100.64.0.0/16'
          ]
          destinationPortRanges: [
            '443-10250'
            '15017'
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
          sourceAddressPrefix: addresses.kubernetesApiSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '${addresses.firewall}/32'
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
          sourceAddressPrefix: addresses.kubernetesApiSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '${addresses.firewall}/32'
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
          sourceAddressPrefix: addresses.kubernetesApiSubnet
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
          description: 'operators and auditors: archive, databases'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.operationsSubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.dataEndpointsSubnet
          destinationPortRanges: [
            '443'
            '1433'
            '5671'
          ]
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

resource managementEndpointsNetworkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-${enclave}-${region}-management-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-clients'
        properties: {
          description: 'vault, registry, telemetry, budgets'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.gatewaySubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
          destinationPortRanges: [
            '443'
            '10000'
          ]
        }
      }
      {
        name: 'allow-clients-443'
        properties: {
          description: 'vault, registry, telemetry; the key that the cluster\'s secrets are encrypted with; operators and auditors: vault, telemetry'
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [
            addresses.kubernetesSubnet
            addresses.kubernetesApiSubnet
            addresses.operationsSubnet
            addresses.azureFirewallSubnet
          ]
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.managementEndpointsSubnet
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
            '5671'
          ]
        }
      }
      {
        name: 'allow-kubernetes-api'
        properties: {
          description: 'operators administer the cluster'
          priority: 120
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: addresses.operationsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: addresses.kubernetesApiSubnet
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
          sourceAddressPrefix: addresses.operationsSubnet
          sourcePortRange: '*'
          destinationAddressPrefix: '${addresses.firewall}/32'
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
          destinationAddressPrefix: '${addresses.firewall}/32'
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
  'ai-endpoints': aiEndpointsNetworkSecurityGroup.id
  gateway: gatewayNetworkSecurityGroup.id
  kubernetes: kubernetesNetworkSecurityGroup.id
  'kubernetes-api': kubernetesApiNetworkSecurityGroup.id
  'data-endpoints': dataEndpointsNetworkSecurityGroup.id
  'management-endpoints': managementEndpointsNetworkSecurityGroup.id
  operations: operationsNetworkSecurityGroup.id
}

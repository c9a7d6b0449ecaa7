// virtual-network/subnets: written by `enclave build`; change enclave.yaml, not this file

import { addressesType } from '../../types.bicep'

@export()
@description('The subnets of the virtual network `hubVirtualNetwork`.')
func hubVirtualNetworkSubnets(addresses addressesType, networkSecurityGroupIds { *: string }) object[] => [
  {
    name: 'AzureFirewallSubnet'
    properties: {
      addressPrefix: addresses.azureFirewallSubnet
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Disabled'
    }
  }
  {
    name: 'AzureBastionSubnet'
    properties: {
      addressPrefix: addresses.azureBastionSubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds.AzureBastion
      }
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Disabled'
    }
  }
  {
    name: 'snet-application-gateway'
    properties: {
      addressPrefix: addresses.applicationGatewaySubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds['application-gateway']
      }
      delegations: [
        {
          name: 'Microsoft.Network.applicationGateways'
          properties: {
            serviceName: 'Microsoft.Network/applicationGateways'
          }
        }
      ]
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Disabled'
    }
  }
]

@export()
@description('The subnets of the virtual network `aiServicesVirtualNetwork`.')
func aiServicesVirtualNetworkSubnets(addresses addressesType, networkSecurityGroupIds { *: string }, routeTableIds { *: string }) object[] => [
  {
    name: 'snet-ai-endpoints'
    properties: {
      addressPrefix: addresses.aiEndpointsSubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds.ai
      }
      routeTable: {
        id: routeTableIds['ai-endpoints']
      }
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Enabled'
    }
  }
]

@export()
@description('The subnets of the virtual network `computeVirtualNetwork`.')
func computeVirtualNetworkSubnets(addresses addressesType, networkSecurityGroupIds { *: string }, routeTableIds { *: string }) object[] => [
  {
    name: 'snet-gateway'
    properties: {
      addressPrefix: addresses.gatewaySubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds.gateway
      }
      routeTable: {
        id: routeTableIds.gateway
      }
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Enabled'
    }
  }
  {
    name: 'snet-machines'
    properties: {
      addressPrefix: addresses.machinesSubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds.machines
      }
      routeTable: {
        id: routeTableIds.machines
      }
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Enabled'
    }
  }
  {
    name: 'snet-container-apps'
    properties: {
      addressPrefix: addresses.containerAppsSubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds['container-apps']
      }
      routeTable: {
        id: routeTableIds['container-apps']
      }
      delegations: [
        {
          name: 'Microsoft.App.environments'
          properties: {
            serviceName: 'Microsoft.App/environments'
          }
        }
      ]
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Enabled'
    }
  }
]

@export()
@description('The subnets of the virtual network `dataVirtualNetwork`.')
func dataVirtualNetworkSubnets(addresses addressesType, networkSecurityGroupIds { *: string }, routeTableIds { *: string }) object[] => [
  {
    name: 'snet-data-endpoints'
    properties: {
      addressPrefix: addresses.dataEndpointsSubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds['data-endpoints']
      }
      routeTable: {
        id: routeTableIds['data-endpoints']
      }
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Enabled'
    }
  }
]

@export()
@description('The subnets of the virtual network `managementVirtualNetwork`.')
func managementVirtualNetworkSubnets(addresses addressesType, networkSecurityGroupIds { *: string }, routeTableIds { *: string }) object[] => [
  {
    name: 'snet-management-endpoints'
    properties: {
      addressPrefix: addresses.managementEndpointsSubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds.management
      }
      routeTable: {
        id: routeTableIds['management-endpoints']
      }
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Enabled'
    }
  }
  {
    name: 'snet-operations'
    properties: {
      addressPrefix: addresses.operationsSubnet
      networkSecurityGroup: {
        id: networkSecurityGroupIds.operations
      }
      routeTable: {
        id: routeTableIds.operations
      }
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Enabled'
    }
  }
]

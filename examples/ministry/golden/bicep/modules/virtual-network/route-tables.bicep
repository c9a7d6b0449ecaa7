// virtual-network/route-tables: written by `enclave build`; change enclave.yaml, not this file

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

@description('Names of the route tables to deploy.')
var routeTableNames = [
  'ai-endpoints'
  'gateway'
  'machines'
  'container-apps'
  'data-endpoints'
  'management-endpoints'
  'operations'
]

resource routeTable 'Microsoft.Network/routeTables@2025-09-01' = [for name in routeTableNames: {
  name: 'rt-${enclave}-${region}-${name}'
  location: location
  tags: tags
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      {
        name: 'default-to-firewall'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: addresses.firewall
        }
      }
    ]
  }
}]

@description('Resource ids of the route table resources, by their names.')
output routeTableIds { *: string } = toObject(
  routeTableNames,
  name => name,
  name => resourceId('Microsoft.Network/routeTables', 'rt-${enclave}-${region}-${name}')
)

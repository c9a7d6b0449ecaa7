// virtual-network/nat-gateway: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource publicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' = {
  name: 'pip-${enclave}-${region}-nat-gateway'
  location: location
  sku: {
    name: 'StandardV2'
    tier: 'Regional'
  }
  tags: tags
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
    ddosSettings: {
      protectionMode: 'Disabled'
    }
  }
}

resource natGateway 'Microsoft.Network/natGateways@2025-09-01' = {
  name: 'ng-${enclave}-${region}'
  location: location
  sku: {
    name: 'StandardV2'
  }
  tags: tags
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: publicIPAddress.id
      }
    ]
  }
}

@description('Resource id of the NAT gateway.')
output natGatewayId string = natGateway.id

@description('Resource id of the public IP address.')
output publicIPAddressId string = publicIPAddress.id

// firewall/azure-firewall-public-ip-addresses: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource publicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' = {
  name: 'pip-${enclave}-${region}-firewall'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  zones: [
    '1'
    '2'
    '3'
  ]
  tags: tags
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

@description('Resource id of the public IP address.')
output publicIPAddressId string = publicIPAddress.id

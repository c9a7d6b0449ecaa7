// firewall/azure-firewall: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('The resource id of the firewall policy.')
param firewallPolicyId string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

resource publicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' = {
  name: 'pip-${enclave}-${region}-firewall'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  tags: tags
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

resource azureFirewall 'Microsoft.Network/azureFirewalls@2025-09-01' = {
  name: 'afw-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'AZFW_VNet'
      tier: 'Premium'
    }
    firewallPolicy: {
      id: firewallPolicyId
    }
    ipConfigurations: [
      {
        name: 'public-1'
        properties: {
          subnet: {
            id: subnetIds.AzureFirewallSubnet
          }
          publicIPAddress: {
            id: publicIPAddress.id
          }
        }
      }
    ]
  }
}

@description('Resource id of the azure firewall.')
output azureFirewallId string = azureFirewall.id

@description('Resource id of the public IP address.')
output publicIPAddressId string = publicIPAddress.id

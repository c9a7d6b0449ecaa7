// firewall/threat-intelligence: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource firewallPolicy 'Microsoft.Network/firewallPolicies@2025-09-01' = {
  name: 'afwp-${enclave}-${region}-threat-intelligence'
  location: location
  tags: tags
  properties: {
    sku: {
      tier: 'Premium'
    }
    threatIntelMode: 'Deny'
    dnsSettings: {
      enableProxy: false
    }
    intrusionDetection: {
      mode: 'Deny'
    }
  }
}

@description('Resource id of the firewall policy.')
output firewallPolicyId string = firewallPolicy.id

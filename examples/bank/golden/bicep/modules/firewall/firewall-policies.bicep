// firewall/firewall-policies: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The resource id of the firewall policy.')
param firewallPolicyId string

@description('The `properties.secretUri` of the secret.')
param secretUri string

resource firewallPolicy 'Microsoft.Network/firewallPolicies@2025-09-01' = {
  name: 'afwp-${enclave}-${region}'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.firewall}': {}
    }
  }
  tags: tags
  properties: {
    sku: {
      tier: 'Premium'
    }
    basePolicy: {
      id: firewallPolicyId
    }
    threatIntelMode: 'Deny'
    dnsSettings: {
      enableProxy: true
    }
    intrusionDetection: {
      mode: 'Deny'
    }
    snat: {
      privateRanges: [
        '255.255.255.255/32'
      ]
    }
    transportSecurity: {
      certificateAuthority: {
        name: 'firewall-authority'
        keyVaultSecretId: secretUri
      }
    }
  }
}

@description('Resource id of the firewall policy.')
output firewallPolicyId string = firewallPolicy.id

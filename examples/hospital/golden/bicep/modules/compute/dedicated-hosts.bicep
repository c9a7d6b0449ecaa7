// compute/dedicated-hosts: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource hostGroup 'Microsoft.Compute/hostGroups@2026-04-01' = {
  name: 'hg-${enclave}-${region}'
  location: location
  zones: [
    '1'
  ]
  tags: tags
  properties: {
    platformFaultDomainCount: 1
    supportAutomaticPlacement: true
  }
}

resource host 'Microsoft.Compute/hostGroups/hosts@2026-04-01' = {
  parent: hostGroup
  name: 'host-1'
  location: location
  sku: {
    name: 'Dasv5-Type1'
  }
  tags: tags
  properties: {
    platformFaultDomain: 0
    autoReplaceOnFailure: true
  }
}

@description('Resource id of the host group.')
output hostGroupId string = hostGroup.id

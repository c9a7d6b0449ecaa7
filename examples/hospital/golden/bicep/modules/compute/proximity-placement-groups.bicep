// compute/proximity-placement-groups: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

resource proximityPlacementGroup 'Microsoft.Compute/proximityPlacementGroups@2026-04-01' = {
  name: 'ppg-${enclave}-${region}'
  location: location
  zones: [
    '1'
  ]
  tags: tags
  properties: {
    proximityPlacementGroupType: 'Standard'
    intent: {
      vmSizes: [
        'Standard_D4as_v5'
      ]
    }
  }
}

@description('Resource id of the proximity placement group.')
output proximityPlacementGroupId string = proximityPlacementGroup.id

// compute/disk-encryption-sets: written by `enclave build`; change enclave.yaml, not this file

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

@description('For each key its `properties.keyUriWithVersion`, by its name.')
param keyUriWithVersions { *: string }

resource diskEncryptionSet 'Microsoft.Compute/diskEncryptionSets@2026-03-02' = {
  name: 'des-${enclave}-${region}'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.disks}': {}
    }
  }
  tags: tags
  properties: {
    encryptionType: 'EncryptionAtRestWithCustomerKey'
    activeKey: {
      keyUrl: keyUriWithVersions.disks
    }
    rotationToLatestKeyVersionEnabled: true
  }
}

@description('Resource id of the disk encryption set.')
output diskEncryptionSetId string = diskEncryptionSet.id

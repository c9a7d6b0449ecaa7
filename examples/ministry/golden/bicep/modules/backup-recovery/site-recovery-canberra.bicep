// backup-recovery/site-recovery-canberra: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

resource recoveryVault 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}-recovery'
}

resource australiaeastReplicationFabric 'Microsoft.RecoveryServices/vaults/replicationFabrics@2026-07-01' = {
  parent: recoveryVault
  name: location
  properties: {
    customDetails: {
      instanceType: 'Azure'
      location: location
    }
  }
}

resource australiaeastReplicationFabricMachinesProtectionContainer 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers@2026-07-01' = {
  parent: australiaeastReplicationFabric
  name: 'machines'
  properties: {
    providerSpecificInput: [
      {
        instanceType: 'A2A'
      }
    ]
  }
}

resource australiaeastReplicationFabricMachinesProtectionContainerAwayMapping 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings@2026-07-01' = {
  parent: australiaeastReplicationFabricMachinesProtectionContainer
  name: 'away'
  properties: {
    targetProtectionContainerId: australiasoutheastReplicationFabricMachinesProtectionContainer.id
    policyId: replicationPolicy.id
    providerSpecificInput: {
      instanceType: 'A2A'
      agentAutoUpdateStatus: 'Disabled'
    }
  }
}

resource australiasoutheastReplicationFabric 'Microsoft.RecoveryServices/vaults/replicationFabrics@2026-07-01' = {
  parent: recoveryVault
  name: 'australiasoutheast'
  properties: {
    customDetails: {
      instanceType: 'Azure'
      location: 'australiasoutheast'
    }
  }
  dependsOn: [
    australiaeastReplicationFabricMachinesProtectionContainer
  ]
}

resource australiasoutheastReplicationFabricMachinesProtectionContainer 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers@2026-07-01' = {
  parent: australiasoutheastReplicationFabric
  name: 'machines'
  properties: {
    providerSpecificInput: [
      {
        instanceType: 'A2A'
      }
    ]
  }
}

resource australiasoutheastReplicationFabricMachinesProtectionContainerBackMapping 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings@2026-07-01' = {
  parent: australiasoutheastReplicationFabricMachinesProtectionContainer
  name: 'back'
  properties: {
    targetProtectionContainerId: australiaeastReplicationFabricMachinesProtectionContainer.id
    policyId: replicationPolicy.id
    providerSpecificInput: {
      instanceType: 'A2A'
      agentAutoUpdateStatus: 'Disabled'
    }
  }
  dependsOn: [
    australiaeastReplicationFabricMachinesProtectionContainerAwayMapping
  ]
}

resource replicationPolicy 'Microsoft.RecoveryServices/vaults/replicationPolicies@2026-07-01' = {
  parent: recoveryVault
  name: 'every-five-minutes'
  properties: {
    providerSpecificInput: {
      instanceType: 'A2A'
      recoveryPointHistory: 1440
      crashConsistentFrequencyInMinutes: 5
      appConsistentFrequencyInMinutes: 0
      multiVmSyncStatus: 'Disable'
    }
  }
  dependsOn: [
    australiasoutheastReplicationFabricMachinesProtectionContainer
  ]
}

resource replicationAlertSetting 'Microsoft.RecoveryServices/vaults/replicationAlertSettings@2026-07-01' = {
  parent: recoveryVault
  name: 'defaultAlertSetting'
  properties: {
    customEmailAddresses: [
      'platform@cases.example.org'
    ]
    sendToOwners: 'DoNotSend'
    locale: 'en-US'
  }
  dependsOn: [
    australiasoutheastReplicationFabricMachinesProtectionContainerBackMapping
  ]
}

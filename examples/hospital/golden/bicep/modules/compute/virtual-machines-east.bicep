// compute/virtual-machines-east: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('The resource id of the maintenance configuration.')
param maintenanceConfigurationId string

resource configurationAssignment 'Microsoft.Maintenance/configurationAssignments@2023-04-01' = {
  name: 'mc-${enclave}-${region}-patches'
  location: location
  properties: {
    maintenanceConfigurationId: maintenanceConfigurationId
    filter: {
      resourceTypes: [
        'Microsoft.Compute/virtualMachines'
      ]
      resourceGroups: [
        'rg-mercy-health-east'
      ]
      osTypes: [
        'Linux'
      ]
      locations: [
        location
      ]
    }
  }
}

// container-infrastructure/service-mesh: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

resource managedCluster 'Microsoft.ContainerService/managedClusters@2026-05-01' existing = {
  name: 'aks-${enclave}-${region}'
}

resource maintenanceConfiguration 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2026-05-01' = {
  parent: managedCluster
  name: 'default'
  properties: {
    maintenanceWindow: {
      schedule: {
        weekly: {
          intervalWeeks: 1
          dayOfWeek: 'Friday'
        }
      }
      durationHours: 8
      utcOffset: '+00:00'
      startTime: '22:00'
    }
  }
}

// container-infrastructure/container-apps: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource managedEnvironment 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: 'cae-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: subnetIds['container-apps']
      internal: true
    }
    publicNetworkAccess: 'Disabled'
    zoneRedundant: false
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    peerAuthentication: {
      mtls: {
        enabled: true
      }
    }
    peerTrafficConfiguration: {
      encryption: {
        enabled: true
      }
    }
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    infrastructureResourceGroup: 'rg-ministry-cases-canberra-container-apps'
  }
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-cae-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-cae-ministry-cases-canberra'
    privateLinkServiceConnections: [
      {
        name: 'pep-cae-ministry-cases-canberra'
        properties: {
          privateLinkServiceId: managedEnvironment.id
          groupIds: [
            'managedEnvironments'
          ]
        }
      }
    ]
  }
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-${location}-azurecontainerapps-io'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.${location}.azurecontainerapps.io']
        }
      }
    ]
  }
}

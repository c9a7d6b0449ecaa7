// private-dns/private-dns-zone: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the private DNS zone.')
param privateDnsZoneName string

@description('For each virtual network its resource id, by its name.')
param virtualNetworkIds { *: string }

@description('Names of the virtual network links to deploy.')
param virtualNetworkLinkNames string[]

resource privateDnsZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: privateDnsZoneName
  location: 'global'
  tags: tags
}

resource privateDnsZoneVnetHubVirtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: privateDnsZone
  name: 'link-vnet-${enclave}-${region}-hub'
  location: 'global'
  tags: tags
  properties: {
    virtualNetwork: {
      id: virtualNetworkIds.hub
    }
    registrationEnabled: false
    resolutionPolicy: 'Default'
  }
}

resource virtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for name in virtualNetworkLinkNames: {
  parent: privateDnsZone
  name: name
  location: 'global'
  tags: tags
  properties: {
    virtualNetwork: {
      id: virtualNetworkIds.compute
    }
    registrationEnabled: false
    resolutionPolicy: 'Default'
  }
}]

resource privateDnsZoneVnetManagementVirtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: privateDnsZone
  name: 'link-vnet-${enclave}-${region}-management'
  location: 'global'
  tags: tags
  properties: {
    virtualNetwork: {
      id: virtualNetworkIds.management
    }
    registrationEnabled: false
    resolutionPolicy: 'Default'
  }
}

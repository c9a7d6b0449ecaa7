// private-dns/private-dns-zones: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A virtual network link to deploy.')
type virtualNetworkLinkType = {
  @description('Name of the virtual network link.')
  name: string

  @description('Which virtual network it is.')
  virtualNetwork: 'compute' | 'hub' | 'management'
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Tags of the resources.')
param tags { *: string }

@description('For each virtual network its resource id, by its name.')
param virtualNetworkIds { *: string }

@description('Names of the private DNS zones to deploy.')
var privateDnsZoneNames = [
  'privatelink.vaultcore.azure.net'
  'privatelink.monitor.azure.com'
  'privatelink.oms.opinsights.azure.com'
  'privatelink.ods.opinsights.azure.com'
  'privatelink.agentsvc.azure-automation.net'
  #disable-next-line no-hardcoded-env-urls
  'privatelink.blob.core.windows.net'
  #disable-next-line no-hardcoded-env-urls
  'privatelink.dfs.core.windows.net'
  'privatelink.documents.azure.com'
  'privatelink.postgres.database.azure.com'
  'privatelink.ae.backup.windowsazure.com'
  #disable-next-line no-hardcoded-env-urls
  'privatelink.queue.core.windows.net'
  'privatelink.azurecr.io'
  'privatelink.australiaeast.azurecontainerapps.io'
  'privatelink.search.windows.net'
  'privatelink.cognitiveservices.azure.com'
  'privatelink.openai.azure.com'
  'privatelink.services.ai.azure.com'
  #disable-next-line no-hardcoded-env-urls
  'privatelink.file.core.windows.net'
  'privatelink.api.azureml.ms'
  'privatelink.notebooks.azure.net'
  'privatelink.siterecovery.windowsazure.com'
  'privatelink.australiaeast.prometheus.monitor.azure.com'
  'privatelink.grafana.azure.com'
]

@description('Virtual network links to deploy.')
var virtualNetworkLinks = [
  {
    name: 'hub'
    virtualNetwork: 'hub'
  }
  {
    name: 'compute'
    virtualNetwork: 'compute'
  }
  {
    name: 'management'
    virtualNetwork: 'management'
  }
]

resource privateDnsZone 'Microsoft.Network/privateDnsZones@2024-06-01' = [for name in privateDnsZoneNames: {
  name: name
  location: 'global'
  tags: tags
}]

resource vnetHubVirtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (name, i) in privateDnsZoneNames: {
  parent: privateDnsZone[i]
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
}]

resource vnetComputeVirtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (name, i) in privateDnsZoneNames: {
  parent: privateDnsZone[i]
  name: 'link-vnet-${enclave}-${region}-compute'
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

resource vnetManagementVirtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (name, i) in privateDnsZoneNames: {
  parent: privateDnsZone[i]
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
}]

resource gatewayInternalPrivateDnsZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'gateway.${enclave}.internal'
  location: 'global'
  tags: tags
}

resource virtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for item in virtualNetworkLinks: {
  parent: gatewayInternalPrivateDnsZone
  name: 'link-vnet-${enclave}-${region}-${item.name}'
  location: 'global'
  tags: tags
  properties: {
    virtualNetwork: {
      id: virtualNetworkIds[item.virtualNetwork]
    }
    registrationEnabled: false
    resolutionPolicy: 'Default'
  }
}]

resource a 'Microsoft.Network/privateDnsZones/A@2024-06-01' = {
  parent: gatewayInternalPrivateDnsZone
  name: '@'
  properties: {
    ttl: 300
    aRecords: [
      {
        ipv4Address: '10.80.8.254'
      }
    ]
  }
}

@description('Resource ids of the private DNS zone resources, by their names.')
output privateDnsZoneIds { *: string } = toObject(
  privateDnsZoneNames,
  name => name,
  name => resourceId('Microsoft.Network/privateDnsZones', name)
)

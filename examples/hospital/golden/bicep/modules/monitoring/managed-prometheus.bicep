// monitoring/managed-prometheus: written by `enclave build`; change enclave.yaml, not this file

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

resource account 'Microsoft.Monitor/accounts@2025-10-03' = {
  name: 'amw-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    publicNetworkAccess: 'Disabled'
  }
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-amw-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['management-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-amw-mercy-health-east'
    privateLinkServiceConnections: [
      {
        name: 'pep-amw-mercy-health-east'
        properties: {
          privateLinkServiceId: account.id
          groupIds: [
            'prometheusMetrics'
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
        name: 'privatelink-${location}-prometheus-monitor-azure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.${location}.prometheus.monitor.azure.com']
        }
      }
    ]
  }
}

@description('Resource id of the account.')
output accountId string = account.id

// backup-recovery/recovery-services-vault-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

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

@description('The resource id of the vault.')
param vaultId string

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-rsv-${enclave}-${region}-azurebackup'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-rsv-ministry-cases-canberra-azurebackup'
    privateLinkServiceConnections: [
      {
        name: 'pep-rsv-ministry-cases-canberra-azurebackup'
        properties: {
          privateLinkServiceId: vaultId
          groupIds: [
            'AzureBackup'
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
        name: 'privatelink-ae-backup-windowsazure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.ae.backup.windowsazure.com']
        }
      }
      {
        name: 'privatelink-blob-core-windows-net'
        properties: {
          #disable-next-line no-hardcoded-env-urls
          privateDnsZoneId: privateDnsZoneIds['privatelink.blob.core.windows.net']
        }
      }
      {
        name: 'privatelink-queue-core-windows-net'
        properties: {
          #disable-next-line no-hardcoded-env-urls
          privateDnsZoneId: privateDnsZoneIds['privatelink.queue.core.windows.net']
        }
      }
    ]
  }
}

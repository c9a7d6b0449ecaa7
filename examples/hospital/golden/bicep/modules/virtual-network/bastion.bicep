// virtual-network/bastion: written by `enclave build`; change enclave.yaml, not this file

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

resource bastionHost 'Microsoft.Network/bastionHosts@2025-09-01' = {
  name: 'bas-${enclave}-${region}'
  location: location
  sku: {
    name: 'Premium'
  }
  tags: tags
  properties: {
    ipConfigurations: [
      {
        name: 'bastion'
        properties: {
          subnet: {
            id: subnetIds.AzureBastionSubnet
          }
          privateIPAllocationMethod: 'Dynamic'
        }
      }
    ]
    scaleUnits: 2
    disableCopyPaste: true
    enableFileCopy: false
    enableTunneling: false
    enableShareableLink: false
    enableIpConnect: false
    enableKerberos: false
    enableSessionRecording: false
    enablePrivateOnlyBastion: true
  }
}

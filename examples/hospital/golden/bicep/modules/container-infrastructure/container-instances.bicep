// container-infrastructure/container-instances: written by `enclave build`; change enclave.yaml, not this file

import { addressesType } from '../../types.bicep'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Addresses of the networks of the region.')
param addresses addressesType

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.loginServer` of the registry.')
param registryLoginServer string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

resource containerGroup 'Microsoft.ContainerInstance/containerGroups@2026-07-01' = {
  name: 'ci-${enclave}-${region}'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds['container-instances']}': {}
    }
  }
  tags: tags
  properties: {
    sku: 'Standard'
    osType: 'Linux'
    restartPolicy: 'Never'
    containers: [
      {
        name: 'job'
        properties: {
          image: 'crmercyhealthib6uk.azurecr.io/secure-ai-enclave:0.1.0'
          command: [
            'enclave'
            '--version'
          ]
          resources: {
            requests: {
              cpu: 1
              memoryInGB: 2
            }
          }
          securityContext: {
            privileged: false
            allowPrivilegeEscalation: false
            capabilities: {
              drop: [
                'ALL'
              ]
            }
            runAsUser: 10001
          }
        }
      }
    ]
    imageRegistryCredentials: [
      {
        server: registryLoginServer
        identity: userAssignedIdentityIds['container-instances']
      }
    ]
    subnetIds: [
      {
        id: subnetIds['container-instances']
      }
    ]
    dnsConfig: {
      nameServers: [
        addresses.firewall
      ]
    }
  }
}

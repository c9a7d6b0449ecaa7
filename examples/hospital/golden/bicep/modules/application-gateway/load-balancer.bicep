// application-gateway/load-balancer: written by `enclave build`; change enclave.yaml, not this file

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

resource loadBalancer 'Microsoft.Network/loadBalancers@2025-09-01' = {
  name: 'lbi-${enclave}-${region}-gateway'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  tags: tags
  properties: {
    frontendIPConfigurations: [
      {
        name: 'internal'
        zones: [
          '1'
          '2'
          '3'
        ]
        properties: {
          subnet: {
            id: subnetIds.gateway
          }
          privateIPAddress: '10.60.8.254'
          privateIPAllocationMethod: 'Static'
          privateIPAddressVersion: 'IPv4'
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'machines'
      }
    ]
    probes: [
      {
        name: 'health'
        properties: {
          protocol: 'Https'
          port: 443
          requestPath: '/healthz'
          intervalInSeconds: 5
          probeThreshold: 2
          numberOfProbes: 2
        }
      }
    ]
    loadBalancingRules: [
      {
        name: 'gateway'
        properties: {
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lbi-${enclave}-${region}-gateway', 'internal')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lbi-${enclave}-${region}-gateway', 'machines')
          }
          probe: {
            id: resourceId('Microsoft.Network/loadBalancers/probes', 'lbi-${enclave}-${region}-gateway', 'health')
          }
          protocol: 'Tcp'
          frontendPort: 443
          backendPort: 443
          idleTimeoutInMinutes: 15
          enableTcpReset: true
          disableOutboundSnat: true
        }
      }
    ]
  }
}

@description('Resource id of the backend address pool.')
output backendAddressPoolId string = resourceId('Microsoft.Network/loadBalancers/backendAddressPools', loadBalancer.name, 'machines')

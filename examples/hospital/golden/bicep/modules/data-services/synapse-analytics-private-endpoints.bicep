// data-services/synapse-analytics-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the workspace.')
param workspaceName string

@description('Name of the private endpoint.')
param synwSqlPrivateEndpointName string

@description('Name of the sqlondemand private endpoint.')
param synwSqlondemandPrivateEndpointName string

@description('Name of the dev private endpoint.')
param synwDevPrivateEndpointName string

@description('For each key its `properties.keyUri`, by its name.')
param keyUris { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('The resource id of the workspace.')
param workspaceId string

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource workspace 'Microsoft.Synapse/workspaces@2021-06-01' existing = {
  name: workspaceName
}

resource key 'Microsoft.Synapse/workspaces/keys@2021-06-01' = {
  parent: workspace
  name: 'default'
  properties: {
    isActiveCMK: true
    keyVaultUrl: keyUris.synapse
  }
}

resource administrator 'Microsoft.Synapse/workspaces/administrators@2021-06-01' = {
  parent: workspace
  name: 'activeDirectory'
  properties: {
    administratorType: 'ActiveDirectory'
    login: 'enclave-operators'
    sid: '55555555-5555-5555-5555-555555555555'
    tenantId: '51111111-1111-1111-1111-111111111111'
  }
  dependsOn: [
    key
  ]
}

resource dedicatedSQLminimalTlsSetting 'Microsoft.Synapse/workspaces/dedicatedSQLminimalTlsSettings@2021-06-01' = {
  parent: workspace
  name: 'default'
  properties: {
    minimalTlsVersion: '1.2'
  }
  dependsOn: [
    administrator
  ]
}

resource auditingSetting 'Microsoft.Synapse/workspaces/auditingSettings@2021-06-01' = {
  parent: workspace
  name: 'default'
  properties: {
    state: 'Enabled'
    isAzureMonitorTargetEnabled: true
  }
  dependsOn: [
    dedicatedSQLminimalTlsSetting
  ]
}

resource synwSqlPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: synwSqlPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-synw-mercy-health-ib6uk-sql'
    privateLinkServiceConnections: [
      {
        name: 'pep-synw-mercy-health-ib6uk-sql'
        properties: {
          privateLinkServiceId: workspaceId
          groupIds: [
            'Sql'
          ]
        }
      }
    ]
  }
  dependsOn: [
    auditingSetting
  ]
}

resource synwSqlPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: synwSqlPrivateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-sql-azuresynapse-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.sql.azuresynapse.net']
        }
      }
    ]
  }
}

resource synwSqlondemandPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: synwSqlondemandPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-synw-mercy-health-ib6uk-sqlondemand'
    privateLinkServiceConnections: [
      {
        name: 'pep-synw-mercy-health-ib6uk-sqlondemand'
        properties: {
          privateLinkServiceId: workspaceId
          groupIds: [
            'SqlOnDemand'
          ]
        }
      }
    ]
  }
  dependsOn: [
    synwSqlPrivateEndpoint
  ]
}

resource synwSqlondemandPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: synwSqlondemandPrivateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-sql-azuresynapse-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.sql.azuresynapse.net']
        }
      }
    ]
  }
}

resource synwDevPrivateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: synwDevPrivateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-synw-mercy-health-ib6uk-dev'
    privateLinkServiceConnections: [
      {
        name: 'pep-synw-mercy-health-ib6uk-dev'
        properties: {
          privateLinkServiceId: workspaceId
          groupIds: [
            'Dev'
          ]
        }
      }
    ]
  }
  dependsOn: [
    synwSqlondemandPrivateEndpoint
  ]
}

resource synwDevPrivateEndpointDefaultDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: synwDevPrivateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-dev-azuresynapse-net'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.dev.azuresynapse.net']
        }
      }
    ]
  }
}

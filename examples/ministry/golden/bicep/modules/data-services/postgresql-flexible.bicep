// data-services/postgresql-flexible: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A configuration to deploy.')
type configurationType = {
  @description('Name of the configuration.')
  name: string

  @description('Value of the configuration.')
  value: string
}

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the flexible server.')
param flexibleServerName string

@description('Name of the private endpoint.')
param privateEndpointName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('For each key its `properties.keyUri`, by its name.')
param keyUris { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('Configurations to deploy.')
var configurations = [
  {
    name: 'require_secure_transport'
    value: 'on'
  }
  {
    name: 'ssl_min_protocol_version'
    value: 'TLSv1.2'
  }
  {
    name: 'log_checkpoints'
    value: 'on'
  }
  {
    name: 'log_connections'
    value: 'on'
  }
  {
    name: 'log_disconnections'
    value: 'on'
  }
  {
    name: 'connection_throttle.enable'
    value: 'on'
  }
  {
    name: 'azure.extensions'
    value: 'PGAUDIT,PGCRYPTO,VECTOR'
  }
  {
    name: 'shared_preload_libraries'
    value: 'pg_cron,pg_stat_statements,pgaudit'
  }
  {
    name: 'pgaudit.log'
    value: 'ddl,role,misc,write'
  }
]

resource flexibleServer 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: flexibleServerName
  location: location
  sku: {
    name: 'Standard_D2ds_v5'
    tier: 'GeneralPurpose'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.postgresql}': {}
    }
  }
  tags: tags
  properties: {
    version: '17'
    storage: {
      storageSizeGB: 128
      autoGrow: 'Enabled'
    }
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: '61111111-1111-1111-1111-111111111111'
    }
    network: {
      publicNetworkAccess: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    backup: {
      backupRetentionDays: 35
      geoRedundantBackup: 'Disabled'
    }
    dataEncryption: {
      type: 'AzureKeyVault'
      primaryKeyURI: keyUris.postgresql
      primaryUserAssignedIdentityId: userAssignedIdentityIds.postgresql
    }
  }
}

resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: flexibleServer
  name: '65555555-5555-5555-5555-555555555555'
  properties: {
    principalName: 'enclave-operators'
    principalType: 'Group'
    tenantId: '61111111-1111-1111-1111-111111111111'
  }
}

@batchSize(1)
resource configuration 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = [for item in configurations: {
  parent: flexibleServer
  name: item.name
  properties: {
    value: item.value
    source: 'user-override'
  }
  dependsOn: [
    administrator
  ]
}]

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: flexibleServer
  name: 'enclave'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
  dependsOn: [
    configuration
  ]
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: privateEndpointName
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-psql-ministry-cases-zj3jy'
    privateLinkServiceConnections: [
      {
        name: 'pep-psql-ministry-cases-zj3jy'
        properties: {
          privateLinkServiceId: flexibleServer.id
          groupIds: [
            'postgresqlServer'
          ]
        }
      }
    ]
  }
  dependsOn: [
    database
  ]
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-postgres-database-azure-com'
        properties: {
          privateDnsZoneId: privateDnsZoneIds['privatelink.postgres.database.azure.com']
        }
      }
    ]
  }
}

@description('Resource id of the flexible server.')
output flexibleServerId string = flexibleServer.id

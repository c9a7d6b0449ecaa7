// data-services/sql-database: written by `enclave build`; change enclave.yaml, not this file

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the server.')
param serverName string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('For each key its `properties.keyUriWithVersion`, by its name.')
param keyUriWithVersions { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

resource server 'Microsoft.Sql/servers@2025-01-01' = {
  name: serverName
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.sql}': {}
    }
  }
  tags: tags
  properties: {
    version: '12.0'
    administrators: {
      administratorType: 'ActiveDirectory'
      principalType: 'Group'
      login: 'enclave-operators'
      sid: '55555555-5555-5555-5555-555555555555'
      tenantId: '11111111-1111-1111-1111-111111111111'
      azureADOnlyAuthentication: true
    }
    publicNetworkAccess: 'Disabled'
    minimalTlsVersion: '1.2'
    restrictOutboundNetworkAccess: 'Enabled'
    keyId: keyUriWithVersions.sql
    primaryUserAssignedIdentityId: userAssignedIdentityIds.sql
  }
}

resource connectionPolicy 'Microsoft.Sql/servers/connectionPolicies@2025-01-01' = {
  parent: server
  name: 'default'
  properties: {
    connectionType: 'Proxy'
  }
}

resource auditingSetting 'Microsoft.Sql/servers/auditingSettings@2025-01-01' = {
  parent: server
  name: 'default'
  properties: {
    state: 'Enabled'
    isAzureMonitorTargetEnabled: true
    isDevopsAuditEnabled: true
    auditActionsAndGroups: [
      'SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP'
      'FAILED_DATABASE_AUTHENTICATION_GROUP'
      'BATCH_COMPLETED_GROUP'
    ]
    retentionDays: 365
  }
  dependsOn: [
    connectionPolicy
  ]
}

resource securityAlertPolicy 'Microsoft.Sql/servers/securityAlertPolicies@2025-01-01' = {
  parent: server
  name: 'Default'
  properties: {
    state: 'Enabled'
    disabledAlerts: []
    emailAccountAdmins: true
    emailAddresses: [
      'ai-platform@contoso.example'
      'security@contoso.example'
    ]
  }
  dependsOn: [
    auditingSetting
  ]
}

resource sqlVulnerabilityAssessment 'Microsoft.Sql/servers/sqlVulnerabilityAssessments@2025-01-01' = {
  parent: server
  name: 'default'
  properties: {
    state: 'Enabled'
  }
  dependsOn: [
    securityAlertPolicy
  ]
}

resource serverMasterDatabase 'Microsoft.Sql/servers/databases@2025-01-01' = {
  parent: server
  name: 'master'
  location: location
  properties: {}
  dependsOn: [
    sqlVulnerabilityAssessment
  ]
}

resource serverEnclaveDatabase 'Microsoft.Sql/servers/databases@2025-01-01' = {
  parent: server
  name: 'enclave'
  location: location
  sku: {
    name: 'GP_Gen5'
    tier: 'GeneralPurpose'
    capacity: 2
  }
  tags: tags
  properties: {
    zoneRedundant: true
    requestedBackupStorageRedundancy: 'GeoZone'
    preferredEnclaveType: 'VBS'
    isLedgerOn: true
  }
  dependsOn: [
    serverMasterDatabase
  ]
}

resource backupShortTermRetentionPolicy 'Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies@2025-01-01' = {
  parent: serverEnclaveDatabase
  name: 'default'
  properties: {
    retentionDays: 35
    diffBackupIntervalInHours: 12
  }
}

resource backupLongTermRetentionPolicy 'Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies@2025-01-01' = {
  parent: serverEnclaveDatabase
  name: 'default'
  properties: {
    weeklyRetention: 'P12W'
    monthlyRetention: 'P12M'
    yearlyRetention: 'P6Y'
    weekOfYear: 1
    timeBasedImmutability: 'Enabled'
    timeBasedImmutabilityMode: 'Unlocked'
  }
  dependsOn: [
    backupShortTermRetentionPolicy
  ]
}

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: 'pep-${serverName}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetIds['data-endpoints']
    }
    customNetworkInterfaceName: 'nic-pep-${serverName}'
    privateLinkServiceConnections: [
      {
        name: 'pep-${serverName}'
        properties: {
          privateLinkServiceId: server.id
          groupIds: [
            'sqlServer'
          ]
        }
      }
    ]
  }
  dependsOn: [
    backupLongTermRetentionPolicy
  ]
}

resource dnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-database-windows-net'
        properties: {
          #disable-next-line no-hardcoded-env-urls
          privateDnsZoneId: privateDnsZoneIds['privatelink.database.windows.net']
        }
      }
    ]
  }
}

@description('Resource id of the server.')
output serverId string = server.id

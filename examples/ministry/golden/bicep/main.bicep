// The whole enclave, for `az deployment sub create`: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

import { regionType } from 'regions.bicep'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Azure region of the resources.')
param location string

@secure()
@description('Public SSH key of the account that machines are made with; people log in with Microsoft Entra.')
param machineSshPublicKey string

@description('Regions of the enclave.')
param regions regionType[]

var regionTags = [for region in regions: {
  enclave: enclave
  region: region.name
  'data-classification': 'confidential'
  scenario: 'ai-development'
}]

var tags = {
  enclave: enclave
  'data-classification': 'confidential'
  scenario: 'ai-development'
}

resource resourceGroups 'Microsoft.Resources/resourceGroups@2025-04-01' = [for (region, i) in regions: {
  name: 'rg-${enclave}-${region.name}'
  location: region.location
  tags: regionTags[i]
}]

resource recoveryResourceGroups 'Microsoft.Resources/resourceGroups@2025-04-01' = [for (region, i) in regions: {
  name: 'rg-${enclave}-${region.name}-recovery'
  location: region.replicationVault.vaultLocation
  tags: regionTags[i]
}]

resource globalResourceGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${enclave}-global'
  location: location
  tags: tags
}

// ---------------------------------------------------------------------------------------------------------------------
// Phase 1: network foundation
// ---------------------------------------------------------------------------------------------------------------------

module networkSecurityGroups 'modules/virtual-network/network-security-groups.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    addresses: region.addresses
  }
}]

module routeTables 'modules/virtual-network/route-tables.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    addresses: region.addresses
  }
}]

module ipGroups 'modules/firewall/ip-groups.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    addresses: region.addresses
  }
}]

module threatIntelligence 'modules/firewall/threat-intelligence.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module virtualNetwork 'modules/virtual-network/virtual-network.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    addresses: region.addresses
    networkSecurityGroupIds: union(networkSecurityGroups[i].outputs.networkSecurityGroupIds, networkSecurityGroups[i].outputs.networkSecurityGroupIds2)
    routeTableIds: routeTables[i].outputs.routeTableIds
  }
}]

module firewallPolicies 'modules/firewall/firewall-policies.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    firewallPolicyId: threatIntelligence[i].outputs.firewallPolicyId
  }
}]

module bastion 'modules/virtual-network/bastion.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    subnetIds: virtualNetwork[i].outputs.subnetIds
  }
}]

module privateDnsZones 'modules/private-dns/private-dns-zones.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    tags: regionTags[i]
    virtualNetworkIds: virtualNetwork[i].outputs.virtualNetworkIds
  }
}]

module fqdnRules 'modules/firewall/fqdn-rules.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    ipGroupIds: ipGroups[i].outputs.ipGroupIds
  }
  dependsOn: [
    firewallPolicies[i]
  ]
}]

module azureFirewall 'modules/firewall/azure-firewall.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    firewallPolicyId: firewallPolicies[i].outputs.firewallPolicyId
    subnetIds: virtualNetwork[i].outputs.subnetIds
  }
  dependsOn: [
    fqdnRules[i]
  ]
}]

// ---------------------------------------------------------------------------------------------------------------------
// Phase 2: security and monitoring
// ---------------------------------------------------------------------------------------------------------------------

module logAnalyticsWorkspace 'modules/monitoring/log-analytics-workspace.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module managedIdentity 'modules/identity-access/managed-identity.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module backupVault 'modules/backup-recovery/backup-vault.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module customRoles 'modules/identity-access/custom-roles.bicep' = {}

module replicationVault 'modules/backup-recovery/replication-vault.bicep' = [for (region, i) in regions: {
  scope: recoveryResourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    tags: regionTags[i]
    vaultLocation: region.replicationVault.vaultLocation
  }
}]

module policyDefinitions 'modules/governance/policy-definitions.bicep' = {
  params: {
    enclave: enclave
  }
}

module tagPolicies 'modules/governance/tag-policies.bicep' = {
  scope: resourceGroups[0]
  params: {
    location: location
  }
}

module tagPoliciesGlobal 'modules/governance/tag-policies-global.bicep' = {
  scope: globalResourceGroup
  params: {
    location: location
  }
}

module defenderForCloudSubscription 'modules/governance/defender-for-cloud-subscription.bicep' = {}

module informationProtection 'modules/governance/information-protection.bicep' = {}

module applicationInsights 'modules/monitoring/application-insights.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
  }
}]

module defenderForCloud 'modules/governance/defender-for-cloud.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
  }
}]

module sentinel 'modules/governance/sentinel.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
  }
  dependsOn: [
    logAnalyticsWorkspace[i]
  ]
}]

module regulatoryCompliance 'modules/governance/regulatory-compliance.bicep' = {
  params: {
    location: location
    canberraWorkspaceCustomerId: logAnalyticsWorkspace[0].outputs.workspaceCustomerId
  }
}

module diagnosticSettingsSubscription 'modules/monitoring/diagnostic-settings-subscription.bicep' = {
  params: {
    enclave: enclave
    canberraWorkspaceId: logAnalyticsWorkspace[0].outputs.workspaceId
  }
}

module resourceLocks 'modules/governance/resource-locks.bicep' = [for (region, i) in regions: {
  scope: recoveryResourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
  }
  dependsOn: [
    replicationVault[i]
  ]
}]

module diagnosticSettings 'modules/monitoring/diagnostic-settings.bicep' = [for (region, i) in regions: {
  scope: recoveryResourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
  }
  dependsOn: [
    replicationVault[i]
  ]
}]

module policyAssignments 'modules/governance/policy-assignments.bicep' = {
  params: {
    enclave: enclave
    policySetDefinitionId: policyDefinitions.outputs.policySetDefinitionId
  }
}

module sentinelRules 'modules/governance/sentinel-rules.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    actionGroupId: alertRulesGlobal.outputs.actionGroupId
  }
  dependsOn: [
    sentinel[i]
  ]
}]

module customerManagedKeys 'modules/ai-services/customer-managed-keys.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    vaultName: region.customerManagedKeys.vaultName
    privateEndpointName: region.customerManagedKeys.privateEndpointName
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
    keys: region.customerManagedKeys.keys
  }
}]

module keyVault 'modules/key-vault/key-vault.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    vaultName: region.keyVault.vaultName
    privateEndpointName: region.keyVault.privateEndpointName
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module managedPrometheus 'modules/monitoring/managed-prometheus.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module storageArchive 'modules/monitoring/storage-archive.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.storageArchive.storageAccountName
    privateEndpointName: region.storageArchive.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module recoveryServicesVault 'modules/backup-recovery/recovery-services-vault.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
  }
}]

module backupStorage 'modules/backup-recovery/backup-storage.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.backupStorage.storageAccountName
    privateEndpointName: region.backupStorage.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module roleAssignmentsOnKeys 'modules/identity-access/role-assignments-on-keys.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    keysVaultName: region.customerManagedKeys.vaultName
    vaultPrincipalId: recoveryServicesVault[i].outputs.vaultPrincipalId
  }
  dependsOn: [
    customerManagedKeys[i]
  ]
}]

module dataCollectionRules 'modules/monitoring/data-collection-rules.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
  }
  dependsOn: [
    virtualMachines[i]
  ]
}]

module recoveryServicesVaultPrivateEndpoints 'modules/backup-recovery/recovery-services-vault-private-endpoints.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    subnetIds: virtualNetwork[i].outputs.subnetIds
    vaultId: recoveryServicesVault[i].outputs.vaultId
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
  dependsOn: [
    roleAssignmentsOnKeys[i]
  ]
}]

module privateLinkScope 'modules/monitoring/private-link-scope.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    componentId: applicationInsights[i].outputs.componentId
    dataCollectionEndpointId: dataCollectionRules[i].outputs.dataCollectionEndpointId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module resourceLocksCanberra 'modules/governance/resource-locks-canberra.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    keysVaultName: region.customerManagedKeys.vaultName
    storageAccountName: region.storageArchive.storageAccountName
    vaultName: region.keyVault.vaultName
    lakeStorageAccountName: region.dataLake.storageAccountName
    databaseAccountName: region.cosmosDb.databaseAccountName
    flexibleServerName: region.postgresqlFlexible.flexibleServerName
    backStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    searchServiceName: region.aiSearch.searchServiceName
    agenStorageAccountName: region.foundry.storageAccountName
    mlStorageAccountName: region.machineLearning.storageAccountName
    vault3Name: region.machineLearning.vaultName
    cachStorageAccountName: region.siteRecovery.storageAccountName
  }
  dependsOn: [
    azureFirewall[i]
    customerManagedKeys[i]
    logAnalyticsWorkspace[i]
    storageArchive[i]
    keyVault[i]
    dataLake[i]
    cosmosDb[i]
    postgresqlFlexible[i]
    recoveryServicesVault[i]
    backupVault[i]
    backupStorage[i]
    containerRegistry[i]
    aiSearch[i]
    foundry[i]
    machineLearning[i]
    siteRecovery[i]
  ]
}]

module backupPolicies 'modules/backup-recovery/backup-policies.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
  }
  dependsOn: [
    recoveryServicesVault[i]
    recoveryServicesVaultPrivateEndpoints[i]
    backupVault[i]
  ]
}]

module managedGrafana 'modules/monitoring/managed-grafana.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    grafanaName: region.managedGrafana.grafanaName
    privateEndpointName: region.managedGrafana.privateEndpointName
    accountId: managedPrometheus[i].outputs.accountId
    privateLinkScopeId: privateLinkScope[i].outputs.privateLinkScopeId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module roleAssignments 'modules/identity-access/role-assignments.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    storageAccountName: region.storageArchive.storageAccountName
    lakeStorageAccountName: region.dataLake.storageAccountName
    keysVaultName: region.customerManagedKeys.vaultName
    backStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    accountName: region.language.accountName
    flexibleServerName: region.postgresqlFlexible.flexibleServerName
    caseSummariesAccountName: region.foundry.caseSummariesAccountName
    letterDraftsAccountName: region.foundry.letterDraftsAccountName
    vaultName: region.keyVault.vaultName
    grafanaName: region.managedGrafana.grafanaName
    userAssignedIdentityPrincipalIds: union(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds, toObject(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds2, pair => pair.key, pair => pair.value))
    backupVaultPrincipalId: backupVault[i].outputs.backupVaultPrincipalId
    searchServicePrincipalId: aiSearch[i].outputs.searchServicePrincipalId
    userAssignedIdentityPrincipalId: machineLearning[i].outputs.userAssignedIdentityPrincipalId
    grafanaPrincipalId: managedGrafana[i].outputs.grafanaPrincipalId
    accountRoleAssignments: region.roleAssignments.accountRoleAssignments
    accountRoleAssignments2: region.roleAssignments.accountRoleAssignments2
  }
  dependsOn: [
    storageArchive[i]
    dataLake[i]
    customerManagedKeys[i]
    backupStorage[i]
    containerRegistry[i]
    virtualMachines[i]
    language[i]
    postgresqlFlexible[i]
    foundry[i]
    keyVault[i]
    managedPrometheus[i]
    logAnalyticsWorkspace[i]
    dataCollectionRules[i]
  ]
}]

module flowLogs 'modules/monitoring/flow-logs.bicep' = [for (region, i) in regions: {
  scope: resourceGroup('NetworkWatcherRG')
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    userAssignedIdentityIds: managedIdentity[i].outputs.userAssignedIdentityIds
    virtualNetworkIds: virtualNetwork[i].outputs.virtualNetworkIds
    storageAccountId: storageArchive[i].outputs.storageAccountId
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
  }
  dependsOn: [
    roleAssignments[i]
  ]
}]

module backupItems 'modules/backup-recovery/backup-items.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    backInstanceName: region.backupStorage.storageAccountName
    psqlInstanceName: region.postgresqlFlexible.flexibleServerName
    virtualMachineId: virtualMachines[i].outputs.virtualMachineId
    backupPolicyId: backupPolicies[i].outputs.backupPolicyId
    storageAccountId: backupStorage[i].outputs.storageAccountId
    backupPolicyIds: backupPolicies[i].outputs.backupPolicyIds
    flexibleServerId: postgresqlFlexible[i].outputs.flexibleServerId
  }
  dependsOn: [
    recoveryServicesVault[i]
    recoveryServicesVaultPrivateEndpoints[i]
    backupVault[i]
    roleAssignments[i]
  ]
}]

module diagnosticSettingsCanberra 'modules/monitoring/diagnostic-settings-canberra.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    keysVaultName: region.customerManagedKeys.vaultName
    storageAccountName: region.storageArchive.storageAccountName
    vaultName: region.keyVault.vaultName
    lakeStorageAccountName: region.dataLake.storageAccountName
    databaseAccountName: region.cosmosDb.databaseAccountName
    flexibleServerName: region.postgresqlFlexible.flexibleServerName
    backStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    searchServiceName: region.aiSearch.searchServiceName
    agenStorageAccountName: region.foundry.storageAccountName
    account3Name: region.language.accountName
    mlStorageAccountName: region.machineLearning.storageAccountName
    vault3Name: region.machineLearning.vaultName
    cachStorageAccountName: region.siteRecovery.storageAccountName
    grafanaName: region.managedGrafana.grafanaName
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    storageAccountId: storageArchive[i].outputs.storageAccountId
  }
  dependsOn: [
    networkSecurityGroups[i]
    virtualNetwork[i]
    bastion[i]
    azureFirewall[i]
    customerManagedKeys[i]
    keyVault[i]
    dataLake[i]
    cosmosDb[i]
    postgresqlFlexible[i]
    recoveryServicesVault[i]
    backupVault[i]
    backupStorage[i]
    containerRegistry[i]
    containerApps[i]
    virtualMachines[i]
    aiSearch[i]
    foundry[i]
    language[i]
    machineLearning[i]
    restoreProcedures[i]
    siteRecovery[i]
    applicationGateway[i]
    managedGrafana[i]
    dataCollectionRules[i]
  ]
}]

// ---------------------------------------------------------------------------------------------------------------------
// Phase 3: compute and data
// ---------------------------------------------------------------------------------------------------------------------

module diskEncryptionSets 'modules/compute/disk-encryption-sets.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUriWithVersions: toObject(customerManagedKeys[i].outputs.keyUriWithVersions, pair => pair.key, pair => pair.value)
  }
}]

module dataLake 'modules/data-services/data-lake.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.dataLake.storageAccountName
    storageAccountStLakeBlobPrivateEndpointName: region.dataLake.storageAccountStLakeBlobPrivateEndpointName
    storageAccountStLakeDfsPrivateEndpointName: region.dataLake.storageAccountStLakeDfsPrivateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module cosmosDb 'modules/data-services/cosmos-db.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    databaseAccountName: region.cosmosDb.databaseAccountName
    privateEndpointName: region.cosmosDb.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module postgresqlFlexible 'modules/data-services/postgresql-flexible.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    flexibleServerName: region.postgresqlFlexible.flexibleServerName
    privateEndpointName: region.postgresqlFlexible.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module containerRegistry 'modules/container-infrastructure/container-registry.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    registryName: region.containerRegistry.registryName
    privateEndpointName: region.containerRegistry.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    replicationLocation: region.replicationVault.vaultLocation
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module language 'modules/ai-services/language.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    accountName: region.language.accountName
    privateEndpointName: region.language.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module containerApps 'modules/container-infrastructure/container-apps.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
  dependsOn: [
    azureFirewall[i]
  ]
}]

module virtualMachines 'modules/compute/virtual-machines.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    machineSshPublicKey: machineSshPublicKey
    subnetIds: virtualNetwork[i].outputs.subnetIds
    diskEncryptionSetId: diskEncryptionSets[i].outputs.diskEncryptionSetId
    userAssignedIdentityIds: managedIdentity[i].outputs.userAssignedIdentityIds
    virtualMachineAdminUsername: region.virtualMachines.virtualMachineAdminUsername
  }
}]

module aiSearch 'modules/ai-services/ai-search.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    searchServiceName: region.aiSearch.searchServiceName
    privateEndpointName: region.aiSearch.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    storageAccountId: dataLake[i].outputs.storageAccountId
    vaultId: customerManagedKeys[i].outputs.vaultId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module machineLearning 'modules/ai-services/machine-learning.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.machineLearning.storageAccountName
    storageAccountStMlBlobPrivateEndpointName: region.machineLearning.storageAccountStMlBlobPrivateEndpointName
    storageAccountStMlFilePrivateEndpointName: region.machineLearning.storageAccountStMlFilePrivateEndpointName
    vaultName: region.machineLearning.vaultName
    vaultKvPrivateEndpointName: region.machineLearning.vaultKvPrivateEndpointName
    registryName: region.containerRegistry.registryName
    lakeStorageAccountName: region.dataLake.storageAccountName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
    registryId: containerRegistry[i].outputs.registryId
    componentId: applicationInsights[i].outputs.componentId
    storageAccountId: dataLake[i].outputs.storageAccountId
    vaultId: customerManagedKeys[i].outputs.vaultId
    keyUriWithVersions: toObject(customerManagedKeys[i].outputs.keyUriWithVersions, pair => pair.key, pair => pair.value)
    roleAssignments: region.machineLearning.roleAssignments
    roleAssignments2: region.machineLearning.roleAssignments2
  }
}]

module virtualMachinesCanberra 'modules/compute/virtual-machines-canberra.bicep' = [for (region, i) in regions: {
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    maintenanceConfigurationId: virtualMachines[i].outputs.maintenanceConfigurationId
  }
  dependsOn: [
    resourceGroups
  ]
}]

module foundry 'modules/ai-services/foundry.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.foundry.storageAccountName
    storageAccountStAgenBlobPrivateEndpointName: region.foundry.storageAccountStAgenBlobPrivateEndpointName
    caseSummariesAccountName: region.foundry.caseSummariesAccountName
    caseSummariesAccountAisPrivateEndpointName: region.foundry.caseSummariesAccountAisPrivateEndpointName
    databaseAccountName: region.cosmosDb.databaseAccountName
    searchServiceName: region.aiSearch.searchServiceName
    letterDraftsAccountName: region.foundry.letterDraftsAccountName
    letterDraftsAccountAisPrivateEndpointName: region.foundry.letterDraftsAccountAisPrivateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    databaseAccountId: cosmosDb[i].outputs.databaseAccountId
    searchServiceId: aiSearch[i].outputs.searchServiceId
    databaseAccountDocumentEndpoint: cosmosDb[i].outputs.databaseAccountDocumentEndpoint
    searchServiceEndpoint: aiSearch[i].outputs.searchServiceEndpoint
    sqlRoleDefinitionId: cosmosDb[i].outputs.sqlRoleDefinitionId
    dbId: cosmosDb[i].outputs.dbId
  }
}]

module applicationGateway 'modules/application-gateway/application-gateway.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    userAssignedIdentityIds: managedIdentity[i].outputs.userAssignedIdentityIds
    subnetIds: virtualNetwork[i].outputs.subnetIds
  }
  dependsOn: [
    roleAssignments[i]
    keyVault[i]
  ]
}]

// ---------------------------------------------------------------------------------------------------------------------
// Phase 4: integration
// ---------------------------------------------------------------------------------------------------------------------

module securityWorkbooks 'modules/monitoring/security-workbooks.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    workbooks: region.securityWorkbooks.workbooks
  }
}]

module alertRulesGlobal 'modules/monitoring/alert-rules-global.bicep' = {
  scope: globalResourceGroup
  params: {
    enclave: enclave
    location: location
    tags: tags
    canberraWorkspaceId: logAnalyticsWorkspace[0].outputs.workspaceId
  }
}

module siteRecovery 'modules/backup-recovery/site-recovery.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.siteRecovery.storageAccountName
    storageAccountStCachBlobPrivateEndpointName: region.siteRecovery.storageAccountStCachBlobPrivateEndpointName
    subnetIds: virtualNetwork[i].outputs.subnetIds
    vaultId: replicationVault[i].outputs.vaultId
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    vaultPrincipalId: replicationVault[i].outputs.vaultPrincipalId
  }
}]

module restoreProcedures 'modules/backup-recovery/restore-procedures.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    backStorageAccountName: region.backupStorage.storageAccountName
    roleDefinitionIds: customRoles.outputs.roleDefinitionIds
    vaultId: recoveryServicesVault[i].outputs.vaultId
    storageAccountId: backupStorage[i].outputs.storageAccountId
    diskEncryptionSetId: diskEncryptionSets[i].outputs.diskEncryptionSetId
    databaseAccountId: cosmosDb[i].outputs.databaseAccountId
    flexibleServerId: postgresqlFlexible[i].outputs.flexibleServerId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
    backupVaultId: backupVault[i].outputs.backupVaultId
    storageAccountBlob: backupStorage[i].outputs.storageAccountBlob
    containerId: backupStorage[i].outputs.containerId
    vaultPrincipalId: recoveryServicesVault[i].outputs.vaultPrincipalId
  }
}]

module siteRecoveryCanberra 'modules/backup-recovery/site-recovery-canberra.bicep' = [for (region, i) in regions: {
  scope: recoveryResourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
  }
  dependsOn: [
    replicationVault[i]
    siteRecovery[i]
  ]
}]

module restoreProceduresSubscription 'modules/backup-recovery/restore-procedures-subscription.bicep' = {
  params: {
    canberraUserAssignedIdentityPrincipalId: restoreProcedures[0].outputs.userAssignedIdentityPrincipalId
  }
}

module alertRules 'modules/monitoring/alert-rules.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    vaultAvailabilityKvKeysMetricAlertName: region.alertRules.vaultAvailabilityKvKeysMetricAlertName
    vaultAvailabilityKvMetricAlertName: region.alertRules.vaultAvailabilityKvMetricAlertName
    vaultAvailabilityKvMetricAlert2Name: region.alertRules.vaultAvailabilityKvMetricAlert2Name
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    actionGroupId: alertRulesGlobal.outputs.actionGroupId
    azureFirewallId: azureFirewall[i].outputs.azureFirewallId
    vaultId: customerManagedKeys[i].outputs.vaultId
    vaultId2: keyVault[i].outputs.vaultId
    vaultId3: machineLearning[i].outputs.vaultId
    applicationGatewayId: applicationGateway[i].outputs.applicationGatewayId
  }
}]

@description('Resource ids of the resource groups of the regions.')
output resourceGroupIds string[] = [for i in range(0, length(regions)): resourceGroups[i].id]

@description('Resource ids of the recovery resource groups of the regions.')
output recoveryResourceGroupIds string[] = [for i in range(0, length(regions)): recoveryResourceGroups[i].id]

@description('Resource id of the resource group rg-ministry-cases-global.')
output globalResourceGroupId string = globalResourceGroup.id

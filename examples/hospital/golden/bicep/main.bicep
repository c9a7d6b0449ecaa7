// The whole enclave, for `az deployment sub create`: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

import { regionType } from 'regions.bicep'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Azure region of the resources.')
param location string

@secure()
@description('Intermediate authority of the firewall\'s TLS inspection: a PFX without a password, in base64, RSA 4096, CA with a path length of 1 or more, good for a year at least. Clients must trust it.')
param firewallAuthority string

@secure()
@description('Public SSH key of the account that machines are made with; people log in with Microsoft Entra.')
param machineSshPublicKey string

@description('Regions of the enclave.')
param regions regionType[]

var regionTags = [for region in regions: {
  enclave: enclave
  region: region.name
  'data-classification': 'highly-sensitive'
  scenario: 'ai-training'
}]

var tags = {
  enclave: enclave
  'data-classification': 'highly-sensitive'
  scenario: 'ai-training'
}

resource resourceGroups 'Microsoft.Resources/resourceGroups@2025-04-01' = [for (region, i) in regions: {
  name: 'rg-${enclave}-${region.name}'
  location: region.location
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

module natGateway 'modules/virtual-network/nat-gateway.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module ddosProtection 'modules/virtual-network/ddos-protection.bicep' = {
  scope: globalResourceGroup
  params: {
    enclave: enclave
    location: location
    tags: tags
  }
}

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
    natGatewayId: natGateway[i].outputs.natGatewayId
    networkSecurityGroupIds: union(networkSecurityGroups[i].outputs.networkSecurityGroupIds, networkSecurityGroups[i].outputs.networkSecurityGroupIds2)
    ddosProtectionPlanId: ddosProtection.outputs.ddosProtectionPlanId
    routeTableIds: routeTables[i].outputs.routeTableIds
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

module tlsInspection 'modules/firewall/tls-inspection.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    tags: regionTags[i]
    vaultName: region.keyVault.vaultName
    firewallAuthority: firewallAuthority
  }
  dependsOn: [
    keyVault[i]
  ]
}]

module firewallPolicies 'modules/firewall/firewall-policies.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    userAssignedIdentityIds: union(managedIdentity[i].outputs.userAssignedIdentityIds, managedIdentity[i].outputs.userAssignedIdentityIds2)
    firewallPolicyId: threatIntelligence[i].outputs.firewallPolicyId
    secretUri: tlsInspection[i].outputs.secretUri
  }
  dependsOn: [
    roleAssignments[i]
  ]
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

module logAnalyticsWorkspace 'modules/monitoring/log-analytics-workspace.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module customRoles 'modules/identity-access/custom-roles.bicep' = {}

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

module regulatoryCompliance 'modules/governance/regulatory-compliance.bicep' = {
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

module diagnosticSettingsSubscription 'modules/monitoring/diagnostic-settings-subscription.bicep' = {
  params: {
    enclave: enclave
    eastWorkspaceId: logAnalyticsWorkspace[0].outputs.workspaceId
  }
}

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
    userAssignedIdentityPrincipalIds: union(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds, toObject(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds2, pair => pair.key, pair => pair.value))
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
    lakeStorageAccountName: region.dataLake.storageAccountName
    workspacePrincipalId: synapseAnalytics[i].outputs.workspacePrincipalId
    vaultPrincipalId: recoveryServicesVault[i].outputs.vaultPrincipalId
  }
  dependsOn: [
    customerManagedKeys[i]
    dataLake[i]
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
    vmScaleSets[i]
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
    vaultName: region.keyVault.vaultName
    storageAccountName: region.storageArchive.storageAccountName
    lakeStorageAccountName: region.dataLake.storageAccountName
    keysVaultName: region.customerManagedKeys.vaultName
    backupStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    radiologyReportsAccountName: region.foundry.accountName
    codingReviewAccountName: region.azureOpenai.accountName
    grafanaName: region.managedGrafana.grafanaName
    userAssignedIdentityPrincipalIds: union(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds, toObject(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds2, pair => pair.key, pair => pair.value))
    backupVaultPrincipalId: backupVault[i].outputs.backupVaultPrincipalId
    searchServicePrincipalId: aiSearch[i].outputs.searchServicePrincipalId
    userAssignedIdentityPrincipalIds2: toObject(machineLearning[i].outputs.userAssignedIdentityPrincipalIds, pair => pair.key, pair => pair.value)
    grafanaPrincipalId: managedGrafana[i].outputs.grafanaPrincipalId
  }
  dependsOn: [
    tlsInspection[i]
    storageArchive[i]
    dataLake[i]
    customerManagedKeys[i]
    backupStorage[i]
    containerRegistry[i]
    virtualMachines[i]
    foundry[i]
    azureOpenai[i]
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
    userAssignedIdentityIds: union(managedIdentity[i].outputs.userAssignedIdentityIds, managedIdentity[i].outputs.userAssignedIdentityIds2)
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
    instanceName: region.backupStorage.storageAccountName
    virtualMachineId: virtualMachines[i].outputs.virtualMachineId
    backupPolicyId: backupPolicies[i].outputs.backupPolicyId
    storageAccountId: backupStorage[i].outputs.storageAccountId
    backupPolicyId2: backupPolicies[i].outputs.backupPolicyId2
  }
  dependsOn: [
    recoveryServicesVault[i]
    recoveryServicesVaultPrivateEndpoints[i]
    backupVault[i]
    roleAssignments[i]
  ]
}]

module resourceLocks 'modules/governance/resource-locks.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    keysVaultName: region.customerManagedKeys.vaultName
    storageAccountName: region.storageArchive.storageAccountName
    vaultName: region.keyVault.vaultName
    lakeStorageAccountName: region.dataLake.storageAccountName
    databaseAccountName: region.cosmosDb.databaseAccountName
    workspace2Name: region.synapseAnalytics.workspaceName
    backupStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    searchServiceName: region.aiSearch.searchServiceName
    agentsStorageAccountName: region.foundry.storageAccountName
    hubStorageAccountName: region.foundryClassic.storageAccountName
    huVaultName: region.foundryClassic.vaultName
    mlStorageAccountName: region.machineLearning.storageAccountName
    mlVaultName: region.machineLearning.vaultName
  }
  dependsOn: [
    azureFirewall[i]
    customerManagedKeys[i]
    logAnalyticsWorkspace[i]
    storageArchive[i]
    keyVault[i]
    dataLake[i]
    cosmosDb[i]
    synapseAnalytics[i]
    recoveryServicesVault[i]
    backupVault[i]
    backupStorage[i]
    containerRegistry[i]
    aiSearch[i]
    foundry[i]
    foundryClassic[i]
    machineLearning[i]
  ]
}]

module diagnosticSettings 'modules/monitoring/diagnostic-settings.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    keysVaultName: region.customerManagedKeys.vaultName
    storageAccountName: region.storageArchive.storageAccountName
    vaultName: region.keyVault.vaultName
    lakeStorageAccountName: region.dataLake.storageAccountName
    databaseAccountName: region.cosmosDb.databaseAccountName
    workspace2Name: region.synapseAnalytics.workspaceName
    backupStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    searchServiceName: region.aiSearch.searchServiceName
    codingReviewAccountName: region.azureOpenai.accountName
    agentsStorageAccountName: region.foundry.storageAccountName
    radiologyReportsAccountName: region.foundry.accountName
    hubStorageAccountName: region.foundryClassic.storageAccountName
    huVaultName: region.foundryClassic.vaultName
    mlStorageAccountName: region.machineLearning.storageAccountName
    mlVaultName: region.machineLearning.vaultName
    grafanaName: region.managedGrafana.grafanaName
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    storageAccountId: storageArchive[i].outputs.storageAccountId
  }
  dependsOn: [
    networkSecurityGroups[i]
    natGateway[i]
    virtualNetwork[i]
    bastion[i]
    azureFirewall[i]
    customerManagedKeys[i]
    keyVault[i]
    dataLake[i]
    cosmosDb[i]
    synapseAnalytics[i]
    recoveryServicesVault[i]
    backupVault[i]
    backupStorage[i]
    containerRegistry[i]
    containerInstances[i]
    virtualMachines[i]
    hybridRunbookWorker[i]
    vmScaleSets[i]
    loadBalancer[i]
    aiSearch[i]
    azureOpenai[i]
    foundry[i]
    foundryClassic[i]
    machineLearning[i]
    restoreProcedures[i]
    managedGrafana[i]
    dataCollectionRules[i]
  ]
}]

// ---------------------------------------------------------------------------------------------------------------------
// Phase 3: compute and data
// ---------------------------------------------------------------------------------------------------------------------

module dedicatedHosts 'modules/compute/dedicated-hosts.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module proximityPlacementGroups 'modules/compute/proximity-placement-groups.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
  }
}]

module loadBalancer 'modules/application-gateway/load-balancer.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    subnetIds: virtualNetwork[i].outputs.subnetIds
  }
}]

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
    replicationLocation: region.containerRegistry.replicationLocation
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module azureOpenai 'modules/ai-services/azure-openai.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    accountName: region.azureOpenai.accountName
    privateEndpointName: region.azureOpenai.privateEndpointName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
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
    userAssignedIdentityIds: union(managedIdentity[i].outputs.userAssignedIdentityIds, managedIdentity[i].outputs.userAssignedIdentityIds2)
    virtualMachineAdminUsername: region.virtualMachines.virtualMachineAdminUsername
    hostGroupId: dedicatedHosts[i].outputs.hostGroupId
  }
}]

module synapseAnalytics 'modules/data-services/synapse-analytics.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    workspaceName: region.synapseAnalytics.workspaceName
    storageAccountDfs: dataLake[i].outputs.storageAccountDfs
    storageAccountId: dataLake[i].outputs.storageAccountId
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
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
    vaultKvMlPrivateEndpointName: region.machineLearning.vaultKvMlPrivateEndpointName
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

module foundryClassic 'modules/ai-services/foundry-classic.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.foundryClassic.storageAccountName
    storageAccountStHubBlobPrivateEndpointName: region.foundryClassic.storageAccountStHubBlobPrivateEndpointName
    storageAccountStHubFilePrivateEndpointName: region.foundryClassic.storageAccountStHubFilePrivateEndpointName
    vaultName: region.foundryClassic.vaultName
    vaultKvHuPrivateEndpointName: region.foundryClassic.vaultKvHuPrivateEndpointName
    registryName: region.containerRegistry.registryName
    codingReviewAccountName: region.azureOpenai.accountName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
    registryId: containerRegistry[i].outputs.registryId
    componentId: applicationInsights[i].outputs.componentId
    accountId: azureOpenai[i].outputs.accountId
    vaultId: customerManagedKeys[i].outputs.vaultId
    keyUriWithVersions: toObject(customerManagedKeys[i].outputs.keyUriWithVersions, pair => pair.key, pair => pair.value)
    accountEndpoint: azureOpenai[i].outputs.accountEndpoint
    roleAssignments: region.foundryClassic.roleAssignments
    roleAssignments2: region.foundryClassic.roleAssignments2
  }
}]

module hybridRunbookWorker 'modules/compute/hybrid-runbook-worker.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    virtualMachineId: virtualMachines[i].outputs.virtualMachineId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
}]

module vmScaleSets 'modules/compute/vm-scale-sets.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    userAssignedIdentityIds: union(managedIdentity[i].outputs.userAssignedIdentityIds, managedIdentity[i].outputs.userAssignedIdentityIds2)
    proximityPlacementGroupId: proximityPlacementGroups[i].outputs.proximityPlacementGroupId
    diskEncryptionSetId: diskEncryptionSets[i].outputs.diskEncryptionSetId
    workerVirtualMachineScaleSetAdminUsername: region.virtualMachines.virtualMachineAdminUsername
    sshPublicKeyPublicKey: virtualMachines[i].outputs.sshPublicKeyPublicKey
    subnetIds: virtualNetwork[i].outputs.subnetIds
    backendAddressPoolId: loadBalancer[i].outputs.backendAddressPoolId
    userAssignedIdentityClientId: managedIdentity[i].outputs.userAssignedIdentityClientId
  }
  dependsOn: [
    keyVault[i]
  ]
}]

module virtualMachinesEast 'modules/compute/virtual-machines-east.bicep' = [for (region, i) in regions: {
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
    storageAccountStAgentsBlobPrivateEndpointName: region.foundry.storageAccountStAgentsBlobPrivateEndpointName
    accountName: region.foundry.accountName
    accountAisRadiologyReportsPrivateEndpointName: region.foundry.accountAisRadiologyReportsPrivateEndpointName
    databaseAccountName: region.cosmosDb.databaseAccountName
    searchServiceName: region.aiSearch.searchServiceName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    databaseAccountDocumentEndpoint: cosmosDb[i].outputs.databaseAccountDocumentEndpoint
    databaseAccountId: cosmosDb[i].outputs.databaseAccountId
    searchServiceEndpoint: aiSearch[i].outputs.searchServiceEndpoint
    searchServiceId: aiSearch[i].outputs.searchServiceId
    sqlRoleDefinitionId: cosmosDb[i].outputs.sqlRoleDefinitionId
    dbId: cosmosDb[i].outputs.dbId
  }
}]

module synapseAnalyticsPrivateEndpoints 'modules/data-services/synapse-analytics-private-endpoints.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    workspaceName: region.synapseAnalytics.workspaceName
    synwSqlPrivateEndpointName: region.synapseAnalytics.synwSqlPrivateEndpointName
    synwSqlondemandPrivateEndpointName: region.synapseAnalytics.synwSqlondemandPrivateEndpointName
    synwDevPrivateEndpointName: region.synapseAnalytics.synwDevPrivateEndpointName
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    workspaceId: synapseAnalytics[i].outputs.workspaceId
    privateDnsZoneIds: privateDnsZones[i].outputs.privateDnsZoneIds
  }
  dependsOn: [
    roleAssignmentsOnKeys[i]
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
    eastWorkspaceId: logAnalyticsWorkspace[0].outputs.workspaceId
  }
}

module restoreProcedures 'modules/backup-recovery/restore-procedures.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    backupStorageAccountName: region.backupStorage.storageAccountName
    roleDefinitionIds: customRoles.outputs.roleDefinitionIds
    vaultId: recoveryServicesVault[i].outputs.vaultId
    storageAccountId: backupStorage[i].outputs.storageAccountId
    diskEncryptionSetId: diskEncryptionSets[i].outputs.diskEncryptionSetId
    databaseAccountId: cosmosDb[i].outputs.databaseAccountId
    vaultPrincipalId: recoveryServicesVault[i].outputs.vaultPrincipalId
  }
}]

module restoreProceduresSubscription 'modules/backup-recovery/restore-procedures-subscription.bicep' = {
  params: {
    eastUserAssignedIdentityPrincipalId: restoreProcedures[0].outputs.userAssignedIdentityPrincipalId
  }
}

module containerInstances 'modules/container-infrastructure/container-instances.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    addresses: region.addresses
    userAssignedIdentityIds: union(managedIdentity[i].outputs.userAssignedIdentityIds, managedIdentity[i].outputs.userAssignedIdentityIds2)
    registryLoginServer: containerRegistry[i].outputs.registryLoginServer
    subnetIds: virtualNetwork[i].outputs.subnetIds
  }
  dependsOn: [
    roleAssignments[i]
    azureFirewall[i]
  ]
}]

module alertRules 'modules/monitoring/alert-rules.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    vaultAvailabilityKvKeysMetricAlertName: region.alertRules.vaultAvailabilityKvKeysMetricAlertName
    vaultAvailabilityKvMetricAlertName: region.alertRules.vaultAvailabilityKvMetricAlertName
    vaultAvailabilityKvHuMetricAlertName: region.alertRules.vaultAvailabilityKvHuMetricAlertName
    vaultAvailabilityKvMlMetricAlertName: region.alertRules.vaultAvailabilityKvMlMetricAlertName
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    actionGroupId: alertRulesGlobal.outputs.actionGroupId
    azureFirewallId: azureFirewall[i].outputs.azureFirewallId
    vaultId: customerManagedKeys[i].outputs.vaultId
    vaultId2: keyVault[i].outputs.vaultId
    vaultId3: foundryClassic[i].outputs.vaultId
    vaultId4: machineLearning[i].outputs.vaultId
    publicIPAddressId: natGateway[i].outputs.publicIPAddressId
    publicIPAddressId2: azureFirewall[i].outputs.publicIPAddressId
  }
}]

@description('Resource ids of the resource groups of the regions.')
output resourceGroupIds string[] = [for i in range(0, length(regions)): resourceGroups[i].id]

@description('Resource id of the resource group rg-mercy-health-global.')
output globalResourceGroupId string = globalResourceGroup.id

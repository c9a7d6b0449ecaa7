// The whole enclave, for `az deployment sub create`: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

import { regionType } from 'regions.bicep'

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Azure region of the resources.')
param location string

@description('Azure region of the policy assignment.')
param banStdndPolicyAssignmentLocation string

@secure()
@description('Intermediate authority of the firewall\'s TLS inspection: a PFX without a password, in base64, RSA 4096, CA with a path length of 1 or more, good for a year at least. Clients must trust it.')
param firewallAuthority string

@description('Regions of the enclave.')
param regions regionType[]

var regionTags = [for region in regions: {
  enclave: enclave
  region: region.key
  'data-classification': 'highly-sensitive'
  scenario: 'ai-inference'
}]

var tags = {
  enclave: enclave
  'data-classification': 'highly-sensitive'
  scenario: 'ai-inference'
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

module azureFirewallPublicIpAddresses 'modules/firewall/azure-firewall-public-ip-addresses.bicep' = [for (region, i) in regions: {
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
    networkSecurityGroupIds: networkSecurityGroups[i].outputs.networkSecurityGroupIds
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
    aIpv4Address: region.privateDnsZones.aIpv4Address
    privateDnsZones: region.privateDnsZones.privateDnsZones
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
    userAssignedIdentityIds: managedIdentity[i].outputs.userAssignedIdentityIds
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
    publicIPAddressId: azureFirewallPublicIpAddresses[i].outputs.publicIPAddressId
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
    regionKey: region.key
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

module logAnalyticsWorkspace 'modules/monitoring/log-analytics-workspace.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
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
  scope: resourceGroups[1]
  params: {
    banStdndPolicyAssignmentLocation: banStdndPolicyAssignmentLocation
  }
}

module tagPoliciesRgContosoBankGlobal 'modules/governance/tag-policies-rg-contoso-bank-global.bicep' = {
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
    automationDescription: 'alerts and findings of contoso-bank in ${region.key}'
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
  }
}]

module sentinel 'modules/governance/sentinel.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    workspaceSettingNames: region.sentinel.workspaceSettingNames
    workspaceSetting2Names: region.sentinel.workspaceSetting2Names
  }
  dependsOn: [
    logAnalyticsWorkspace[i]
  ]
}]

module diagnosticSettingsSubscription 'modules/monitoring/diagnostic-settings-subscription.bicep' = {
  params: {
    enclave: enclave
    europeWorkspaceId: logAnalyticsWorkspace[0].outputs.workspaceId
  }
}

module policyAssignments 'modules/governance/policy-assignments.bicep' = {
  params: {
    enclave: enclave
    policySetDefinitionId: policyDefinitions.outputs.policySetDefinitionId
  }
}

module privateLinkScope 'modules/monitoring/private-link-scope.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    componentId: applicationInsights[i].outputs.componentId
  }
}]

module sentinelRules 'modules/governance/sentinel-rules.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    actionGroupId: alertRulesGlobal.outputs.actionGroupId
    workspaceAlertRuleNames: region.sentinelRules.workspaceAlertRuleNames
    workspaceAlertRule2Names: region.sentinelRules.workspaceAlertRule2Names
    workspaceAlertRule3Names: region.sentinelRules.workspaceAlertRule3Names
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
    vaultKubernetesKeyCryptoUserRoleAssignmentName: region.customerManagedKeys.vaultKubernetesKeyCryptoUserRoleAssignmentName
    userAssignedIdentityPrincipalIds: union(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds, toObject(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds2, pair => pair.key, pair => pair.value))
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
    keys: region.customerManagedKeys.keys
  }
}]

module keyVault 'modules/key-vault/key-vault.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    vaultName: region.keyVault.vaultName
    roleAssignmentName: region.keyVault.roleAssignmentName
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
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
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module storageArchive 'modules/monitoring/storage-archive.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.storageArchive.storageAccountName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
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
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module logAnchor 'modules/monitoring/log-anchor.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.logAnchor.storageAccountName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module managedGrafana 'modules/monitoring/managed-grafana.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    grafanaName: region.managedGrafana.grafanaName
    grafanaZoneRedundancy: region.managedGrafana.grafanaZoneRedundancy
    accountId: managedPrometheus[i].outputs.accountId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module dataCollectionRules 'modules/monitoring/data-collection-rules.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    accountId: managedPrometheus[i].outputs.accountId
  }
}]

module managedGrafanaPrivateEndpoints 'modules/monitoring/managed-grafana-private-endpoints.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    grafanaName: region.managedGrafana.grafanaName
    privateLinkScopeId: privateLinkScope[i].outputs.privateLinkScopeId
  }
  dependsOn: [
    managedGrafana[i]
  ]
}]

module privateLinkScopeEndpoints 'modules/monitoring/private-link-scope-endpoints.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    dataCollectionEndpointId: dataCollectionRules[i].outputs.dataCollectionEndpointId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateLinkScopeId: privateLinkScope[i].outputs.privateLinkScopeId
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module roleAssignmentsOnKeys 'modules/identity-access/role-assignments-on-keys.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    keysVaultName: region.customerManagedKeys.vaultName
    backupKeyRoleAssignmentName: region.roleAssignments.backupKeyRoleAssignmentName
    accountRoleAssignmentName: region.roleAssignments.accountRoleAssignmentName
    workspaceRoleAssignmentName: region.roleAssignments.workspaceRoleAssignmentName
    grafanaName: region.managedGrafana.grafanaName
    grafanaRoleAssignmentName: region.roleAssignments.grafanaRoleAssignmentName
    gatewayDataCollectionRuleRoleAssignmentName: region.roleAssignments.gatewayDataCollectionRuleRoleAssignmentName
    vaultPrincipalId: recoveryServicesVault[i].outputs.vaultPrincipalId
    grafanaPrincipalId: managedGrafana[i].outputs.grafanaPrincipalId
    userAssignedIdentityPrincipalIds: union(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds, toObject(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds2, pair => pair.key, pair => pair.value))
  }
  dependsOn: [
    customerManagedKeys[i]
    managedPrometheus[i]
    logAnalyticsWorkspace[i]
    dataCollectionRules[i]
  ]
}]

module roleAssignments 'modules/identity-access/role-assignments.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    vaultName: region.keyVault.vaultName
    firewallAuthorityItemRoleAssignmentName: region.roleAssignments.firewallAuthoritySecretRoleAssignmentName
    storageAccountName: region.storageArchive.storageAccountName
    storageAccountRoleAssignmentName: region.roleAssignments.storageAccountRoleAssignmentName
    lakeStorageAccountName: region.dataLake.storageAccountName
    blobDataOwnerLakeStorageAccountRoleAssignmentName: region.roleAssignments.blobDataOwnerLakeStorageAccountRoleAssignmentName
    keysVaultName: region.customerManagedKeys.vaultName
    backupKeyRoleAssignmentName: region.roleAssignments.backupKeyRoleAssignmentName2
    backupStorageAccountName: region.backupStorage.storageAccountName
    blobDataContributorBackupStorageAccountRoleAssignmentName: region.roleAssignments.blobDataContributorBackupStorageAccountRoleAssignmentName
    registryName: region.containerRegistry.registryName
    acrPushRegistryRoleAssignmentName: region.roleAssignments.acrPushRegistryRoleAssignmentName
    privatelinkWesteuropeAzmk8sIoPrivateDnsZoneRoleAssignmentName: region.roleAssignments.privatelinkWesteuropeAzmk8sIoPrivateDnsZoneRoleAssignmentName
    computeVirtualNetworkRoleAssignmentName: region.roleAssignments.computeVirtualNetworkRoleAssignmentName
    kubeletUserAssignedIdentityRoleAssignmentName: region.roleAssignments.kubeletUserAssignedIdentityRoleAssignmentName
    kubeletAcrPullRegistryRoleAssignmentName: region.roleAssignments.kubeletAcrPullRegistryRoleAssignmentName
    diskEncryptionSetRoleAssignmentName: region.roleAssignments.diskEncryptionSetRoleAssignmentName
    keysVaultRoleAssignmentName: region.roleAssignments.keysVaultRoleAssignmentName
    searchServiceBlobDataReaderLakeStorageAccountRoleAssignmentName: region.roleAssignments.searchServiceBlobDataReaderLakeStorageAccountRoleAssignmentName
    accountName: region.documentIntelligence.accountName
    account2Name: region.contentSafety.accountName
    namespaceName: region.serviceBus.namespaceName
    azureServiceBusDataSenderGatewayEventsTopicRoleAssignmentName: region.roleAssignments.azureServiceBusDataSenderGatewayEventsTopicRoleAssignmentName
    azureServiceBusDataSenderRetrainingJobsQueueRoleAssignmentName: region.roleAssignments.azureServiceBusDataSenderRetrainingJobsQueueRoleAssignmentName
    azureServiceBusDataReceiverRetrainingJobsQueueRoleAssignmentName: region.roleAssignments.azureServiceBusDataReceiverRetrainingJobsQueueRoleAssignmentName
    azureServiceBusDataReceiverGatewayEventsTopicRoleAssignmentName: region.roleAssignments.azureServiceBusDataReceiverGatewayEventsTopicRoleAssignmentName
    vaultContributorBackupStorageAccountRoleAssignmentName: region.roleAssignments.vaultContributorBackupStorageAccountRoleAssignmentName
    anchorStorageAccountName: region.logAnchor.storageAccountName
    checkpointsContainerRoleAssignmentName: region.roleAssignments.checkpointsContainerRoleAssignmentName
    userAssignedIdentityPrincipalIds: union(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds, toObject(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds2, pair => pair.key, pair => pair.value))
    backupVaultPrincipalId: backupVault[i].outputs.backupVaultPrincipalId
    searchServicePrincipalId: aiSearch[i].outputs.searchServicePrincipalId
    roleDefinitionIds: customRoles.outputs.roleDefinitionIds
    subnetRoleAssignments: region.roleAssignments.subnetRoleAssignments
    accountRoleAssignments: region.roleAssignments.accountRoleAssignments
    accountRoleAssignments2: region.roleAssignments.accountRoleAssignments2
    accountRoleAssignments3: region.roleAssignments.accountRoleAssignments3
    accountRoleAssignments4: region.roleAssignments.accountRoleAssignments4
  }
  dependsOn: [
    tlsInspection[i]
    storageArchive[i]
    dataLake[i]
    customerManagedKeys[i]
    backupStorage[i]
    containerRegistry[i]
    virtualNetwork[i]
    privateDnsZones[i]
    diskEncryptionSets[i]
    documentIntelligence[i]
    contentSafety[i]
    serviceBus[i]
    azureOpenai[i]
    logAnchor[i]
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
    dnsZoneGroupPrivateDnsZoneConfigName: region.recoveryServicesVault.dnsZoneGroupPrivateDnsZoneConfigName
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
    privateDnsZone: region.recoveryServicesVault.privateDnsZone
  }
  dependsOn: [
    roleAssignmentsOnKeys[i]
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

module backupItems 'modules/backup-recovery/backup-items.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    instanceName: region.backupStorage.storageAccountName
    storageAccountId: backupStorage[i].outputs.storageAccountId
    backupPolicyId: backupPolicies[i].outputs.backupPolicyId
  }
  dependsOn: [
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
    serverName: region.sqlDatabase.serverName
    backupStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    searchServiceName: region.aiSearch.searchServiceName
    anchorStorageAccountName: region.logAnchor.storageAccountName
  }
  dependsOn: [
    azureFirewall[i]
    customerManagedKeys[i]
    logAnalyticsWorkspace[i]
    storageArchive[i]
    keyVault[i]
    dataLake[i]
    cosmosDb[i]
    sqlDatabase[i]
    recoveryServicesVault[i]
    backupVault[i]
    backupStorage[i]
    containerRegistry[i]
    aiSearch[i]
    logAnchor[i]
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
    serverName: region.sqlDatabase.serverName
    redisEnterpriseName: region.redisCache.redisEnterpriseName
    backupStorageAccountName: region.backupStorage.storageAccountName
    registryName: region.containerRegistry.registryName
    searchServiceName: region.aiSearch.searchServiceName
    account2Name: region.documentIntelligence.accountName
    account3Name: region.contentSafety.accountName
    namespaceName: region.serviceBus.namespaceName
    anchorStorageAccountName: region.logAnchor.storageAccountName
    grafanaName: region.managedGrafana.grafanaName
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    storageAccountId: storageArchive[i].outputs.storageAccountId
    accountDiagnosticSettingAccountNames: region.diagnosticSettings.accountDiagnosticSettingAccountNames
  }
  dependsOn: [
    networkSecurityGroups[i]
    natGateway[i]
    virtualNetwork[i]
    bastion[i]
    azureFirewallPublicIpAddresses[i]
    azureFirewall[i]
    customerManagedKeys[i]
    keyVault[i]
    dataLake[i]
    cosmosDb[i]
    sqlDatabase[i]
    redisCache[i]
    recoveryServicesVault[i]
    backupVault[i]
    backupStorage[i]
    containerRegistry[i]
    azureKubernetesService[i]
    aiSearch[i]
    azureOpenai[i]
    documentIntelligence[i]
    contentSafety[i]
    serviceBus[i]
    logicApps[i]
    restoreProcedures[i]
    logAnchor[i]
    managedGrafana[i]
    dataCollectionRules[i]
  ]
}]

module dataCollectionRuleAssociations 'modules/monitoring/data-collection-rule-associations.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    dataCollectionRuleIds: dataCollectionRules[i].outputs.dataCollectionRuleIds
    dataCollectionEndpointId: dataCollectionRules[i].outputs.dataCollectionEndpointId
  }
  dependsOn: [
    azureKubernetesService[i]
  ]
}]

module roleAssignmentsOnManagedClusters 'modules/identity-access/role-assignments-on-managed-clusters.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    managedClusterRoleAssignmentName: region.roleAssignments.managedClusterRoleAssignmentName
  }
  dependsOn: [
    azureKubernetesService[i]
  ]
}]

// ---------------------------------------------------------------------------------------------------------------------
// Phase 3: compute and data
// ---------------------------------------------------------------------------------------------------------------------

module logicApps 'modules/ai-services/logic-apps.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    workspaceRoleAssignmentName: region.logicApps.workspaceRoleAssignmentName
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
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
    keyUriWithVersions: union(customerManagedKeys[i].outputs.keyUriWithVersions, toObject(customerManagedKeys[i].outputs.keyUriWithVersions2, pair => pair.key, pair => pair.value))
  }
}]

module dataLake 'modules/data-services/data-lake.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    storageAccountName: region.dataLake.storageAccountName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module cosmosDb 'modules/data-services/cosmos-db.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    databaseAccountName: region.cosmosDb.databaseAccountName
    sqlRoleAssignmentName: region.cosmosDb.sqlRoleAssignmentName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    databaseAccountLocationName: region.containerRegistry.replicationName
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module sqlDatabase 'modules/data-services/sql-database.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    serverName: region.sqlDatabase.serverName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUriWithVersions: union(customerManagedKeys[i].outputs.keyUriWithVersions, toObject(customerManagedKeys[i].outputs.keyUriWithVersions2, pair => pair.key, pair => pair.value))
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module redisCache 'modules/data-services/redis-cache.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    redisEnterpriseName: region.redisCache.redisEnterpriseName
    accessPolicyAssignmentName: region.redisCache.accessPolicyAssignmentName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUriWithVersions: union(customerManagedKeys[i].outputs.keyUriWithVersions, toObject(customerManagedKeys[i].outputs.keyUriWithVersions2, pair => pair.key, pair => pair.value))
    userAssignedIdentityPrincipalIds: union(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds, toObject(managedIdentity[i].outputs.userAssignedIdentityPrincipalIds2, pair => pair.key, pair => pair.value))
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module containerRegistry 'modules/container-infrastructure/container-registry.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    registryName: region.containerRegistry.registryName
    replicationName: region.containerRegistry.replicationName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    keyUris: toObject(customerManagedKeys[i].outputs.keyUris, pair => pair.key, pair => pair.value)
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module azureOpenai 'modules/ai-services/azure-openai.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    regionKey: region.key
    location: region.location
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    accountDeploymentSkuName: region.azureOpenai.accountDeploymentSkuName
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
    accounts: region.azureOpenai.accounts
  }
}]

module documentIntelligence 'modules/ai-services/document-intelligence.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    accountName: region.documentIntelligence.accountName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module contentSafety 'modules/ai-services/content-safety.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    accountName: region.contentSafety.accountName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    userAssignedIdentityClientIds: toObject(customerManagedKeys[i].outputs.userAssignedIdentityClientIds, pair => pair.key, pair => pair.value)
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module serviceBus 'modules/ai-services/service-bus.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    namespaceName: region.serviceBus.namespaceName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    vaultUri: customerManagedKeys[i].outputs.vaultUri
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module aiSearch 'modules/ai-services/ai-search.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    location: region.location
    tags: regionTags[i]
    searchServiceName: region.aiSearch.searchServiceName
    userAssignedIdentityIds: customerManagedKeys[i].outputs.userAssignedIdentityIds
    storageAccountId: dataLake[i].outputs.storageAccountId
    vaultId: customerManagedKeys[i].outputs.vaultId
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
  }
}]

module azureKubernetesService 'modules/container-infrastructure/azure-kubernetes-service.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    userAssignedIdentityIds: managedIdentity[i].outputs.userAssignedIdentityIds
    subnetIds: virtualNetwork[i].outputs.subnetIds
    privateDnsZoneIds: union(privateDnsZones[i].outputs.privateDnsZoneIds, privateDnsZones[i].outputs.privateDnsZoneIds2)
    registryId: containerRegistry[i].outputs.registryId
    diskEncryptionSetId: diskEncryptionSets[i].outputs.diskEncryptionSetId
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    keyUriWithVersions: union(customerManagedKeys[i].outputs.keyUriWithVersions, toObject(customerManagedKeys[i].outputs.keyUriWithVersions2, pair => pair.key, pair => pair.value))
    vaultId: customerManagedKeys[i].outputs.vaultId
  }
  dependsOn: [
    roleAssignments[i]
    azureFirewall[i]
  ]
}]

module serviceMesh 'modules/container-infrastructure/service-mesh.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
  }
  dependsOn: [
    azureKubernetesService[i]
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
    europeWorkspaceId: logAnalyticsWorkspace[0].outputs.workspaceId
  }
}

module restoreProcedures 'modules/backup-recovery/restore-procedures.bicep' = [for (region, i) in regions: {
  scope: resourceGroups[i]
  params: {
    enclave: enclave
    region: region.name
    location: region.location
    tags: regionTags[i]
    roleAssignmentName: region.restoreProcedures.roleAssignmentName
    roleDefinitionIds: customRoles.outputs.roleDefinitionIds
    serverId: sqlDatabase[i].outputs.serverId
    databaseAccountId: cosmosDb[i].outputs.databaseAccountId
    userAssignedIdentityRestoreBlobsWorkflowDescription: 'name of the storage account: ${region.backupStorage.storageAccountName}'
    userAssignedIdentityRestoreBlobsWorkflowPattern: '^(${region.backupStorage.storageAccountName})$'
    userAssignedIdentityRecoverKeyVaultWorkflowDescription: region.restoreProcedures.userAssignedIdentityRecoverKeyVaultWorkflowDescription
    userAssignedIdentityRecoverKeyVaultWorkflowPattern: region.restoreProcedures.userAssignedIdentityRecoverKeyVaultWorkflowPattern
  }
}]

module restoreProceduresSubscription 'modules/backup-recovery/restore-procedures-subscription.bicep' = {
  params: {
    europeUserAssignedIdentityPrincipalId: restoreProcedures[0].outputs.userAssignedIdentityPrincipalId
    usHealthcareUserAssignedIdentityPrincipalId: restoreProcedures[1].outputs.userAssignedIdentityPrincipalId
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
    workspaceId: logAnalyticsWorkspace[i].outputs.workspaceId
    actionGroupId: alertRulesGlobal.outputs.actionGroupId
    azureFirewallId: azureFirewall[i].outputs.azureFirewallId
    vaultId: customerManagedKeys[i].outputs.vaultId
    vaultId2: keyVault[i].outputs.vaultId
    publicIPAddressId: natGateway[i].outputs.publicIPAddressId
    publicIPAddressId2: azureFirewallPublicIpAddresses[i].outputs.publicIPAddressId
  }
}]

@description('Resource ids of the resource groups of the regions.')
output resourceGroupIds string[] = [for i in range(0, length(regions)): resourceGroups[i].id]

@description('Resource id of the resource group rg-contoso-bank-global.')
output globalResourceGroupId string = globalResourceGroup.id

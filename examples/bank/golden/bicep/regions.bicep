// what a region is made of: written by `enclave build`; change enclave.yaml, not this file

import { accountType } from 'modules/ai-services/azure-openai.bicep'
import { keyType } from 'modules/ai-services/customer-managed-keys.bicep'
import { accountRoleAssignment2Type, accountRoleAssignment3Type, accountRoleAssignment4Type, accountRoleAssignmentType, subnetRoleAssignmentType } from 'modules/identity-access/role-assignments.bicep'
import { workbookType } from 'modules/monitoring/security-workbooks.bicep'
import { privateDnsZoneType } from 'modules/private-dns/private-dns-zones.bicep'
import { addressesType } from 'types.bicep'

@export()
@description('A region of the enclave: a stamp that stands on its own.')
type regionType = {
  @description('Name of the region, as it stands in names.')
  name: string

  @description('Azure region.')
  location: string

  @description('Name of the region in enclave.yaml.')
  key: string

  @description('Addresses of the networks of a region.')
  addresses: addressesType

  @description('Values for the module `ai-services/logic-apps`.')
  logicApps: logicAppsType

  @description('Values for the module `ai-services/customer-managed-keys`.')
  customerManagedKeys: customerManagedKeysType

  @description('Values for the module `key-vault/key-vault`.')
  keyVault: keyVaultType

  @description('Values for the module `monitoring/storage-archive`.')
  storageArchive: storageArchiveType

  @description('Values for the module `data-services/data-lake`.')
  dataLake: dataLakeType

  @description('Values for the module `data-services/cosmos-db`.')
  cosmosDb: cosmosDbType

  @description('Values for the module `data-services/sql-database`.')
  sqlDatabase: sqlDatabaseType

  @description('Values for the module `data-services/redis-cache`.')
  redisCache: redisCacheType

  @description('Values for the module `backup-recovery/backup-storage`.')
  backupStorage: backupStorageType

  @description('Values for the module `container-infrastructure/container-registry`.')
  containerRegistry: containerRegistryType

  @description('Values for the module `ai-services/document-intelligence`.')
  documentIntelligence: documentIntelligenceType

  @description('Values for the module `ai-services/content-safety`.')
  contentSafety: contentSafetyType

  @description('Values for the module `ai-services/service-bus`.')
  serviceBus: serviceBusType

  @description('Values for the module `monitoring/log-anchor`.')
  logAnchor: logAnchorType

  @description('Values for the module `monitoring/managed-grafana`.')
  managedGrafana: managedGrafanaType

  @description('Values for the module `ai-services/ai-search`.')
  aiSearch: aiSearchType

  @description('Values for the module `backup-recovery/restore-procedures`.')
  restoreProcedures: restoreProceduresType

  @description('Values for the module `identity-access/role-assignments`.')
  roleAssignments: roleAssignmentsType

  @description('Values for the module `monitoring/alert-rules`.')
  alertRules: alertRulesType

  @description('Values for the module `private-dns/private-dns-zones`.')
  privateDnsZones: privateDnsZonesType

  @description('Values for the module `ai-services/azure-openai`.')
  azureOpenai: azureOpenaiType

  @description('Values for the module `backup-recovery/recovery-services-vault`.')
  recoveryServicesVault: recoveryServicesVaultType

  @description('Values for the module `monitoring/security-workbooks`.')
  securityWorkbooks: securityWorkbooksType

  @description('Values for the module `governance/sentinel`.')
  sentinel: sentinelType

  @description('Values for the module `governance/sentinel-rules`.')
  sentinelRules: sentinelRulesType

  @description('Values for the module `monitoring/diagnostic-settings`.')
  diagnosticSettings: diagnosticSettingsType
}

@export()
@description('What the module `ai-services/logic-apps` is given for a region.')
type logicAppsType = {
  @description('Name of the workspace role assignment.')
  workspaceRoleAssignmentName: string
}

@export()
@description('What the module `ai-services/customer-managed-keys` is given for a region.')
type customerManagedKeysType = {
  @description('Name of the vault.')
  vaultName: string

  @description('Name of the vault kubernetes key crypto user role assignment.')
  vaultKubernetesKeyCryptoUserRoleAssignmentName: string

  @description('Keys to deploy.')
  keys: keyType[]
}

@export()
@description('What the module `key-vault/key-vault` is given for a region.')
type keyVaultType = {
  @description('Name of the vault.')
  vaultName: string

  @description('Name of the role assignment.')
  roleAssignmentName: string
}

@export()
@description('What the module `monitoring/storage-archive` is given for a region.')
type storageArchiveType = {
  @description('Name of the storage account.')
  storageAccountName: string
}

@export()
@description('What the module `data-services/data-lake` is given for a region.')
type dataLakeType = {
  @description('Name of the storage account.')
  storageAccountName: string
}

@export()
@description('What the module `data-services/cosmos-db` is given for a region.')
type cosmosDbType = {
  @description('Name of the database account.')
  databaseAccountName: string

  @description('Name of the SQL role assignment.')
  sqlRoleAssignmentName: string
}

@export()
@description('What the module `data-services/sql-database` is given for a region.')
type sqlDatabaseType = {
  @description('Name of the server.')
  serverName: string
}

@export()
@description('What the module `data-services/redis-cache` is given for a region.')
type redisCacheType = {
  @description('Name of the redis enterprise.')
  redisEnterpriseName: string

  @description('Name of the access policy assignment.')
  accessPolicyAssignmentName: string
}

@export()
@description('What the module `backup-recovery/backup-storage` is given for a region.')
type backupStorageType = {
  @description('Name of the storage account.')
  storageAccountName: string
}

@export()
@description('What the module `container-infrastructure/container-registry` is given for a region.')
type containerRegistryType = {
  @description('Name of the registry.')
  registryName: string

  @description('Name of the replication.')
  replicationName: string
}

@export()
@description('What the module `ai-services/document-intelligence` is given for a region.')
type documentIntelligenceType = {
  @description('Name of the account.')
  accountName: string
}

@export()
@description('What the module `ai-services/content-safety` is given for a region.')
type contentSafetyType = {
  @description('Name of the account.')
  accountName: string
}

@export()
@description('What the module `ai-services/service-bus` is given for a region.')
type serviceBusType = {
  @description('Name of the namespace.')
  namespaceName: string
}

@export()
@description('What the module `monitoring/log-anchor` is given for a region.')
type logAnchorType = {
  @description('Name of the storage account.')
  storageAccountName: string
}

@export()
@description('What the module `monitoring/managed-grafana` is given for a region.')
type managedGrafanaType = {
  @description('Name of the grafana.')
  grafanaName: string

  @description('Zone redundancy of the grafana.')
  grafanaZoneRedundancy: 'Disabled' | 'Enabled'
}

@export()
@description('What the module `ai-services/ai-search` is given for a region.')
type aiSearchType = {
  @description('Name of the search service.')
  searchServiceName: string
}

@export()
@description('What the module `backup-recovery/restore-procedures` is given for a region.')
type restoreProceduresType = {
  @description('Name of the role assignment.')
  roleAssignmentName: string

  @description('Description of the workflow.')
  userAssignedIdentityRecoverKeyVaultWorkflowDescription: string

  @description('Pattern of the workflow.')
  userAssignedIdentityRecoverKeyVaultWorkflowPattern: string
}

@export()
@description('What the module `identity-access/role-assignments` is given for a region.')
type roleAssignmentsType = {
  @description('Name of the backup key role assignment.')
  backupKeyRoleAssignmentName: string

  @description('Name of the account role assignment.')
  accountRoleAssignmentName: string

  @description('Name of the workspace role assignment.')
  workspaceRoleAssignmentName: string

  @description('Name of the grafana role assignment.')
  grafanaRoleAssignmentName: string

  @description('Name of the gateway data collection rule role assignment.')
  gatewayDataCollectionRuleRoleAssignmentName: string

  @description('Name of the firewall authority secret role assignment.')
  firewallAuthoritySecretRoleAssignmentName: string

  @description('Name of the storage account role assignment.')
  storageAccountRoleAssignmentName: string

  @description('Name of the blob data owner lake storage account role assignment.')
  blobDataOwnerLakeStorageAccountRoleAssignmentName: string

  @description('Name of the backup key role assignment.')
  backupKeyRoleAssignmentName2: string

  @description('Name of the blob data contributor backup storage account role assignment.')
  blobDataContributorBackupStorageAccountRoleAssignmentName: string

  @description('Name of the acr push registry role assignment.')
  acrPushRegistryRoleAssignmentName: string

  @description('Name of the privatelink westeurope azmk 8 s io private DNS zone role assignment.')
  privatelinkWesteuropeAzmk8sIoPrivateDnsZoneRoleAssignmentName: string

  @description('Name of the compute virtual network role assignment.')
  computeVirtualNetworkRoleAssignmentName: string

  @description('Name of the kubelet user assigned identity role assignment.')
  kubeletUserAssignedIdentityRoleAssignmentName: string

  @description('Name of the kubelet acr pull registry role assignment.')
  kubeletAcrPullRegistryRoleAssignmentName: string

  @description('Name of the encryption set role assignment.')
  diskEncryptionSetRoleAssignmentName: string

  @description('Name of the keys vault role assignment.')
  keysVaultRoleAssignmentName: string

  @description('Name of the search service blob data reader lake storage account role assignment.')
  searchServiceBlobDataReaderLakeStorageAccountRoleAssignmentName: string

  @description('Name of the azure service bus data sender gateway events topic role assignment.')
  azureServiceBusDataSenderGatewayEventsTopicRoleAssignmentName: string

  @description('Name of the azure service bus data sender retraining jobs queue role assignment.')
  azureServiceBusDataSenderRetrainingJobsQueueRoleAssignmentName: string

  @description('Name of the azure service bus data receiver retraining jobs queue role assignment.')
  azureServiceBusDataReceiverRetrainingJobsQueueRoleAssignmentName: string

  @description('Name of the azure service bus data receiver gateway events topic role assignment.')
  azureServiceBusDataReceiverGatewayEventsTopicRoleAssignmentName: string

  @description('Name of the vault contributor backup storage account role assignment.')
  vaultContributorBackupStorageAccountRoleAssignmentName: string

  @description('Name of the checkpoints container role assignment.')
  checkpointsContainerRoleAssignmentName: string

  @description('Name of the managed cluster role assignment.')
  managedClusterRoleAssignmentName: string

  @description('Role assignments to deploy.')
  subnetRoleAssignments: subnetRoleAssignmentType[]

  @description('Role assignments to deploy.')
  accountRoleAssignments: accountRoleAssignmentType[]

  @description('Role assignments to deploy.')
  accountRoleAssignments2: accountRoleAssignment2Type[]

  @description('Role assignments to deploy.')
  accountRoleAssignments3: accountRoleAssignment3Type[]

  @description('Role assignments to deploy.')
  accountRoleAssignments4: accountRoleAssignment4Type[]
}

@export()
@description('What the module `monitoring/alert-rules` is given for a region.')
type alertRulesType = {
  @description('Name of the vault availability keys metric alert.')
  vaultAvailabilityKvKeysMetricAlertName: string

  @description('Name of the vault availability metric alert.')
  vaultAvailabilityKvMetricAlertName: string
}

@export()
@description('What the module `private-dns/private-dns-zones` is given for a region.')
type privateDnsZonesType = {
  @description('Ipv 4 address of the a.')
  aIpv4Address: string

  @description('Private DNS zones to deploy.')
  privateDnsZones: privateDnsZoneType[]
}

@export()
@description('What the module `ai-services/azure-openai` is given for a region.')
type azureOpenaiType = {
  @description('Name of the SKU of the deployment.')
  accountDeploymentSkuName: 'DataZoneStandard' | 'Standard'

  @description('Accounts to deploy.')
  accounts: accountType[]
}

@export()
@description('What the module `backup-recovery/recovery-services-vault` is given for a region.')
type recoveryServicesVaultType = {
  @description('Name of the private DNS zone config of the DNS zone group.')
  dnsZoneGroupPrivateDnsZoneConfigName: string

  @description('Which private DNS zone it is.')
  privateDnsZone: string
}

@export()
@description('What the module `monitoring/security-workbooks` is given for a region.')
type securityWorkbooksType = {
  @description('Workbooks to deploy.')
  workbooks: workbookType[]
}

@export()
@description('What the module `governance/sentinel` is given for a region.')
type sentinelType = {
  @description('Names of the settings to deploy.')
  workspaceSettingNames: string[]

  @description('Names of the settings to deploy.')
  workspaceSetting2Names: string[]
}

@export()
@description('What the module `governance/sentinel-rules` is given for a region.')
type sentinelRulesType = {
  @description('Names of the alert rules to deploy.')
  workspaceAlertRuleNames: string[]

  @description('Names of the alert rules to deploy.')
  workspaceAlertRule2Names: string[]

  @description('Names of the alert rules to deploy.')
  workspaceAlertRule3Names: string[]
}

@export()
@description('What the module `monitoring/diagnostic-settings` is given for a region.')
type diagnosticSettingsType = {
  @description('Account names of the diagnostic settings to deploy.')
  accountDiagnosticSettingAccountNames: string[]
}

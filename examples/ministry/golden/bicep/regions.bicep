// what a region is made of: written by `enclave build`; change enclave.yaml, not this file

import { keyType } from 'modules/ai-services/customer-managed-keys.bicep'
import { roleAssignment2Type, roleAssignmentType } from 'modules/ai-services/machine-learning.bicep'
import { accountRoleAssignment2Type, accountRoleAssignmentType } from 'modules/identity-access/role-assignments.bicep'
import { workbookType } from 'modules/monitoring/security-workbooks.bicep'
import { addressesType } from 'types.bicep'

@export()
@description('A region of the enclave: a stamp that stands on its own.')
type regionType = {
  @description('Name of the region, as it stands in names.')
  name: string

  @description('Azure region.')
  location: string

  @description('Addresses of the networks of a region.')
  addresses: addressesType

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

  @description('Values for the module `data-services/postgresql-flexible`.')
  postgresqlFlexible: postgresqlFlexibleType

  @description('Values for the module `backup-recovery/backup-storage`.')
  backupStorage: backupStorageType

  @description('Values for the module `container-infrastructure/container-registry`.')
  containerRegistry: containerRegistryType

  @description('Values for the module `ai-services/language`.')
  language: languageType

  @description('Values for the module `backup-recovery/site-recovery`.')
  siteRecovery: siteRecoveryType

  @description('Values for the module `ai-services/ai-search`.')
  aiSearch: aiSearchType

  @description('Values for the module `ai-services/machine-learning`.')
  machineLearning: machineLearningType

  @description('Values for the module `ai-services/foundry`.')
  foundry: foundryType

  @description('Values for the module `monitoring/managed-grafana`.')
  managedGrafana: managedGrafanaType

  @description('Values for the module `monitoring/alert-rules`.')
  alertRules: alertRulesType

  @description('Values for the module `backup-recovery/replication-vault`.')
  replicationVault: replicationVaultType

  @description('Values for the module `compute/virtual-machines`.')
  virtualMachines: virtualMachinesType

  @description('Values for the module `monitoring/security-workbooks`.')
  securityWorkbooks: securityWorkbooksType

  @description('Values for the module `identity-access/role-assignments`.')
  roleAssignments: roleAssignmentsType
}

@export()
@description('What the module `ai-services/customer-managed-keys` is given for a region.')
type customerManagedKeysType = {
  @description('Name of the vault.')
  vaultName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string

  @description('Keys to deploy.')
  keys: keyType[]
}

@export()
@description('What the module `key-vault/key-vault` is given for a region.')
type keyVaultType = {
  @description('Name of the vault.')
  vaultName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `monitoring/storage-archive` is given for a region.')
type storageArchiveType = {
  @description('Name of the storage account.')
  storageAccountName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `data-services/data-lake` is given for a region.')
type dataLakeType = {
  @description('Name of the storage account.')
  storageAccountName: string

  @description('Name of the storage account lake blob private endpoint.')
  storageAccountStLakeBlobPrivateEndpointName: string

  @description('Name of the storage account lake dfs private endpoint.')
  storageAccountStLakeDfsPrivateEndpointName: string
}

@export()
@description('What the module `data-services/cosmos-db` is given for a region.')
type cosmosDbType = {
  @description('Name of the database account.')
  databaseAccountName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `data-services/postgresql-flexible` is given for a region.')
type postgresqlFlexibleType = {
  @description('Name of the flexible server.')
  flexibleServerName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `backup-recovery/backup-storage` is given for a region.')
type backupStorageType = {
  @description('Name of the storage account.')
  storageAccountName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `container-infrastructure/container-registry` is given for a region.')
type containerRegistryType = {
  @description('Name of the registry.')
  registryName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `ai-services/language` is given for a region.')
type languageType = {
  @description('Name of the account.')
  accountName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `backup-recovery/site-recovery` is given for a region.')
type siteRecoveryType = {
  @description('Name of the storage account.')
  storageAccountName: string

  @description('Name of the storage account cach blob private endpoint.')
  storageAccountStCachBlobPrivateEndpointName: string
}

@export()
@description('What the module `ai-services/ai-search` is given for a region.')
type aiSearchType = {
  @description('Name of the search service.')
  searchServiceName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `ai-services/machine-learning` is given for a region.')
type machineLearningType = {
  @description('Name of the storage account.')
  storageAccountName: string

  @description('Name of the storage account ml blob private endpoint.')
  storageAccountStMlBlobPrivateEndpointName: string

  @description('Name of the storage account ml file private endpoint.')
  storageAccountStMlFilePrivateEndpointName: string

  @description('Name of the vault.')
  vaultName: string

  @description('Name of the vault private endpoint.')
  vaultKvPrivateEndpointName: string

  @description('Role assignments to deploy.')
  roleAssignments: roleAssignmentType[]

  @description('Role assignments to deploy.')
  roleAssignments2: roleAssignment2Type[]
}

@export()
@description('What the module `ai-services/foundry` is given for a region.')
type foundryType = {
  @description('Name of the storage account.')
  storageAccountName: string

  @description('Name of the storage account agen blob private endpoint.')
  storageAccountStAgenBlobPrivateEndpointName: string

  @description('Name of the case summaries account.')
  caseSummariesAccountName: string

  @description('Name of the case summaries account private endpoint.')
  caseSummariesAccountAisPrivateEndpointName: string

  @description('Name of the letter drafts account.')
  letterDraftsAccountName: string

  @description('Name of the letter drafts account private endpoint.')
  letterDraftsAccountAisPrivateEndpointName: string
}

@export()
@description('What the module `monitoring/managed-grafana` is given for a region.')
type managedGrafanaType = {
  @description('Name of the grafana.')
  grafanaName: string

  @description('Name of the private endpoint.')
  privateEndpointName: string
}

@export()
@description('What the module `monitoring/alert-rules` is given for a region.')
type alertRulesType = {
  @description('Name of the vault availability keys metric alert.')
  vaultAvailabilityKvKeysMetricAlertName: string

  @description('Name of the vault availability metric alert.')
  vaultAvailabilityKvMetricAlertName: string

  @description('Name of the vault availability metric alert 2.')
  vaultAvailabilityKvMetricAlert2Name: string
}

@export()
@description('What the module `backup-recovery/replication-vault` is given for a region.')
type replicationVaultType = {
  @description('Azure region of the vault.')
  vaultLocation: string
}

@export()
@description('What the module `compute/virtual-machines` is given for a region.')
type virtualMachinesType = {
  @description('Admin username of the virtual machine.')
  virtualMachineAdminUsername: string
}

@export()
@description('What the module `monitoring/security-workbooks` is given for a region.')
type securityWorkbooksType = {
  @description('Workbooks to deploy.')
  workbooks: workbookType[]
}

@export()
@description('What the module `identity-access/role-assignments` is given for a region.')
type roleAssignmentsType = {
  @description('Role assignments to deploy.')
  accountRoleAssignments: accountRoleAssignmentType[]

  @description('Role assignments to deploy.')
  accountRoleAssignments2: accountRoleAssignment2Type[]
}

// identity-access/role-assignments: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A role assignment to deploy.')
type accountRoleAssignmentType = {
  @description('Name of the role assignment.')
  name: string

  @description('Principal id of the role assignment.')
  principalId: string
}

@export()
@description('A role assignment to deploy.')
type accountRoleAssignment2Type = {
  @description('Name of the account.')
  accountName: string

  @description('Name of the role assignment.')
  name: string

  @description('Name of the role definition.')
  roleDefinitionName: string

  @description('Principal id of the role assignment.')
  principalId: string
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the storage account.')
param lakeStorageAccountName string

@description('Name of the vault.')
param keysVaultName string

@description('Name of the storage account.')
param backStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the account.')
param accountName string

@description('Name of the flexible server.')
param flexibleServerName string

@description('Name of the account.')
param caseSummariesAccountName string

@description('Name of the account.')
param letterDraftsAccountName string

@description('Name of the vault.')
param vaultName string

@description('Name of the grafana.')
param grafanaName string

@description('For each user assigned identity its `properties.principalId`, by its name.')
param userAssignedIdentityPrincipalIds { *: string }

@description('The `identity.principalId` of the backup vault.')
param backupVaultPrincipalId string

@description('The `identity.principalId` of the search service.')
param searchServicePrincipalId string

@description('The `properties.principalId` of the user assigned identity.')
param userAssignedIdentityPrincipalId string

@description('The `identity.principalId` of the grafana.')
param grafanaPrincipalId string

@description('Role assignments to deploy.')
param accountRoleAssignments accountRoleAssignmentType[]

@description('Role assignments to deploy.')
param accountRoleAssignments2 accountRoleAssignment2Type[]

resource storageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageAccountName
}

resource lakeStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: lakeStorageAccountName
}

resource keysVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keysVaultName
}

resource backupKey 'Microsoft.KeyVault/vaults/keys@2026-02-01' existing = {
  parent: keysVault
  name: 'backup'
}

resource backStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: backStorageAccountName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource item1VirtualMachine 'Microsoft.Compute/virtualMachines@2026-04-01' existing = {
  name: 'vm-${enclave}-${region}-1'
}

resource account 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for item in accountRoleAssignments: {
  name: accountName
}]

resource workspace 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'mlw-${enclave}-${region}'
}

resource flexibleServer 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = {
  name: flexibleServerName
}

resource defaultBlobService 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: backStorageAccount
  name: 'default'
}

resource restoredContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' existing = {
  parent: defaultBlobService
  name: 'restored'
}

resource account2 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for item in accountRoleAssignments2: {
  name: 'ais-${enclave}-${item.accountName}'
}]

resource caseSummariesAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: caseSummariesAccountName
}

resource letterDraftsAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: letterDraftsAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource account3 'Microsoft.Monitor/accounts@2025-10-03' existing = {
  name: 'amw-${enclave}-${region}'
}

resource workspace2 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: 'log-${enclave}-${region}'
}

resource grafana 'Microsoft.Dashboard/grafana@2025-08-01' existing = {
  name: grafanaName
}

resource gatewayDataCollectionRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' existing = {
  name: 'dcr-${enclave}-${region}-gateway'
}

resource storageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '9fa8059a-9292-5918-b46f-7a92da610741'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: userAssignedIdentityPrincipalIds['flow-logs']
    principalType: 'ServicePrincipal'
  }
}

resource blobDataOwnerLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: 'c11695be-9882-51fa-969b-fc5fa71d692b'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
    principalId: '65555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource backupKeyRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupKey
  name: '2f309e34-61fa-5fb7-8640-54af34b5904b'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource blobDataContributorBackStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backStorageAccount
  name: '75d4e18d-f2ab-5a13-920a-50e27ddb8404'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: '65555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource acrPushRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: 'df938d87-fb73-5e2b-af0c-0aca93d630d2'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8311e382-0749-4cb8-b61a-304f252e45ec')
    principalId: '65555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource containerAppsAcrPullRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: 'fadf1d21-fd84-53e4-a4ae-20453c9720be'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: userAssignedIdentityPrincipalIds['container-apps']
    principalType: 'ServicePrincipal'
  }
}

resource administratorLogin1VirtualMachineRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: item1VirtualMachine
  name: '8c6ce2f8-7ef8-568d-aad3-43805c2038a5'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '1c0163c0-47e6-4577-8991-ea5c82e286e4')
    principalId: '65555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource userLogin1VirtualMachineRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: item1VirtualMachine
  name: 'aaf908b8-446b-54ca-ab46-cf70c9717f52'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'fb879df8-f326-4884-b1cf-06f3ad86be52')
    principalId: '63333333-3333-3333-3333-333333333301'
    principalType: 'Group'
  }
}

resource searchServiceBlobDataReaderLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: '7f28ec03-9bdc-5fb9-a9af-e1e352c9e41b'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
    principalId: searchServicePrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource accountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (item, i) in accountRoleAssignments: {
  scope: account[i]
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'a97b65f3-24c7-4388-baec-2e87135dc908')
    principalId: item.principalId
    principalType: 'Group'
  }
}]

resource mlWorkspaceBlobDataReaderLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: '6acbaf23-1f6b-5590-86dc-6aca08be5dba'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
    principalId: userAssignedIdentityPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource azureMLDataScientistWorkspaceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: 'b2c5826b-4821-5775-a9e5-fbc86df8894a'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'f6c7c914-8db3-469d-8ca1-694a8f32e121')
    principalId: '63333333-3333-3333-3333-333333333301'
    principalType: 'Group'
  }
}

resource backupVaultBackupContributorBackStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backStorageAccount
  name: 'ff857876-22fc-50f0-b68e-92eba70ef9aa'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource backupVaultReaderRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: '56f0a752-30ad-5840-a85d-65a5208b4b29'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource flexibleServerRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: flexibleServer
  name: '8566a1db-d085-5094-9b8f-712a7c3d638e'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c088a766-074b-43ba-90d4-1fb21feae531')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource restoredContainerRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: restoredContainer
  name: '1fd824f0-28bd-5de4-9fac-8addbbb7fe37'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource accountRoleAssignment2 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (item, i) in accountRoleAssignments2: {
  scope: account2[i]
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.roleDefinitionName)
    principalId: item.principalId
    principalType: 'Group'
  }
}]

resource caseSummariesAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: caseSummariesAccount
  name: 'c5c9921c-3e5f-500a-a14b-61159f46bd61'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

resource letterDraftsAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: letterDraftsAccount
  name: '000ca7dc-96ca-589d-b342-00d617cfa1e4'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

resource vaultRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: '8d95191e-3316-53fe-980c-1d23dd883391'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: userAssignedIdentityPrincipalIds['application-gateway']
    principalType: 'ServicePrincipal'
  }
}

resource grafanaMonitoringDataReaderAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account3
  name: 'f5fabc36-a77c-504f-bda0-ac5cd63cf22d'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b0d8363b-8ddd-447d-831f-62ca05bff136')
    principalId: grafanaPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource grafanaLogAnalyticsReaderWorkspaceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace2
  name: 'd93967d6-7376-5005-9ea3-da4497ec198f'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '73c42c96-874c-492b-b04d-ab87d138a893')
    principalId: grafanaPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource grafanaRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: grafana
  name: 'e825b8e1-e534-5323-8636-7cff00b8dfcf'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '22926164-76b3-42b3-bc55-97df8dab3e41')
    principalId: '65555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource gatewayDataCollectionRuleRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: gatewayDataCollectionRule
  name: '339fc052-5d48-5769-8769-fe789731f533'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

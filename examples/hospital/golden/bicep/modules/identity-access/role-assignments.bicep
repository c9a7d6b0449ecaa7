// identity-access/role-assignments: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Name of the vault.')
param vaultName string

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the storage account.')
param lakeStorageAccountName string

@description('Name of the vault.')
param keysVaultName string

@description('Name of the storage account.')
param backupStorageAccountName string

@description('Name of the registry.')
param registryName string

@description('Name of the account.')
param radiologyReportsAccountName string

@description('Name of the account.')
param codingReviewAccountName string

@description('Name of the grafana.')
param grafanaName string

@description('For each user assigned identity its `properties.principalId`, by its name.')
param userAssignedIdentityPrincipalIds { *: string }

@description('The `identity.principalId` of the backup vault.')
param backupVaultPrincipalId string

@description('The `identity.principalId` of the search service.')
param searchServicePrincipalId string

@description('For each user assigned identity its `properties.principalId`, by its name.')
param userAssignedIdentityPrincipalIds2 { *: string }

@description('The `identity.principalId` of the grafana.')
param grafanaPrincipalId string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource firewallAuthoritySecret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' existing = {
  parent: vault
  name: 'firewall-authority'
}

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

resource backupStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: backupStorageAccountName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource item1VirtualMachine 'Microsoft.Compute/virtualMachines@2026-04-01' existing = {
  name: 'vm-${enclave}-${region}-1'
}

resource workspace 'Microsoft.MachineLearningServices/workspaces@2026-05-01' existing = {
  name: 'mlw-${enclave}-${region}'
}

resource radiologyReportsAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: radiologyReportsAccountName
}

resource codingReviewAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: codingReviewAccountName
}

resource account 'Microsoft.Monitor/accounts@2025-10-03' existing = {
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

resource firewallAuthoritySecretRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: firewallAuthoritySecret
  name: '8bb7c7b1-c40e-58fb-b759-18944834d4a6'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: userAssignedIdentityPrincipalIds.firewall
    principalType: 'ServicePrincipal'
  }
}

resource storageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: '4b8bca2a-04be-59e4-95cb-ef603c97ba15'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: userAssignedIdentityPrincipalIds['flow-logs']
    principalType: 'ServicePrincipal'
  }
}

resource blobDataOwnerLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: 'b7375931-8408-58f5-9b4d-b90417724efd'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource backupKeyRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupKey
  name: 'f3a137fc-71a7-5e97-9c0a-910a231b447e'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource blobDataContributorBackupStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupStorageAccount
  name: 'ada2b368-0d45-5265-bb6e-657e9a8c7144'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource acrPushRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: 'ad9d6f31-6cde-5589-9dc0-2235665c5fcd'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8311e382-0749-4cb8-b61a-304f252e45ec')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource containerInstancesAcrPullRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: 'aab98858-7bbc-58da-91ea-94db7565d93f'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: userAssignedIdentityPrincipalIds['container-instances']
    principalType: 'ServicePrincipal'
  }
}

resource administratorLogin1VirtualMachineRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: item1VirtualMachine
  name: '02a06e5e-f0cf-5676-81aa-b7cd1161cb26'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '1c0163c0-47e6-4577-8991-ea5c82e286e4')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource userLogin1VirtualMachineRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: item1VirtualMachine
  name: '4b01e17c-8950-5705-8708-7df9e9939639'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'fb879df8-f326-4884-b1cf-06f3ad86be52')
    principalId: '53333333-3333-3333-3333-333333333301'
    principalType: 'Group'
  }
}

resource searchServiceBlobDataReaderLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: '15335d36-bfaa-5954-a8a4-467c514fd0a7'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
    principalId: searchServicePrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource mlWorkspaceBlobDataReaderLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: '1931376f-3e5d-5202-80d9-53a975476207'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
    principalId: userAssignedIdentityPrincipalIds2.workspace
    principalType: 'ServicePrincipal'
  }
}

resource azureMLDataScientistWorkspaceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: '6b3ee76f-aa8c-55aa-9274-ed52364b20fd'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'f6c7c914-8db3-469d-8ca1-694a8f32e121')
    principalId: '53333333-3333-3333-3333-333333333301'
    principalType: 'Group'
  }
}

resource vaultContributorBackupStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupStorageAccount
  name: '43dd3de4-e522-5869-beb3-c7d4a11e926a'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource cognitiveServicesOpenAIUserRadiologyReportsAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: radiologyReportsAccount
  name: 'bf9a6947-58e7-5a9e-8654-ca5179ff6837'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: '52222222-2222-2222-2222-222222222201'
    principalType: 'Group'
  }
}

resource readerRadiologyReportsAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: radiologyReportsAccount
  name: 'c57e9c64-6185-50aa-b47e-e64de2773156'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: '54444444-4444-4444-4444-444444444444'
    principalType: 'Group'
  }
}

resource gatewayCognitiveServicesOpenAIUserRadiologyReportsAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: radiologyReportsAccount
  name: '9c702dbb-233b-5b60-817e-3955ac482588'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

resource cognitiveServicesOpenAIUserCodingReviewAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: codingReviewAccount
  name: '03c76263-6df8-5ca8-9076-b6a9b23ff6b3'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: '52222222-2222-2222-2222-222222222202'
    principalType: 'Group'
  }
}

resource readerCodingReviewAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: codingReviewAccount
  name: 'f2099c3c-acdf-5750-bb31-f3cce084acb9'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: '54444444-4444-4444-4444-444444444444'
    principalType: 'Group'
  }
}

resource gatewayCognitiveServicesOpenAIUserCodingReviewAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: codingReviewAccount
  name: '92bcbfe8-675e-5e90-9100-d26cbf652181'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

resource accountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: '4f1cb9e0-d228-56f2-9d4a-255adc7c19ef'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b0d8363b-8ddd-447d-831f-62ca05bff136')
    principalId: grafanaPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource grafanaLogAnalyticsReaderWorkspaceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace2
  name: '2b861cf7-c9c9-5f48-9767-e7e3ea82ae81'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '73c42c96-874c-492b-b04d-ab87d138a893')
    principalId: grafanaPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource grafanaRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: grafana
  name: '9c5d391a-68a9-5fec-83f5-720bf78b5444'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '22926164-76b3-42b3-bc55-97df8dab3e41')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource gatewayDataCollectionRuleRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: gatewayDataCollectionRule
  name: 'e67fa2aa-4373-51b7-a03e-f12024019ba1'
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

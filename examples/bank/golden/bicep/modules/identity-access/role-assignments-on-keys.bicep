// identity-access/role-assignments-on-keys: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Name of the vault.')
param keysVaultName string

@description('Name of the backup key role assignment.')
param backupKeyRoleAssignmentName string

@description('Name of the account role assignment.')
param accountRoleAssignmentName string

@description('Name of the workspace role assignment.')
param workspaceRoleAssignmentName string

@description('Name of the grafana.')
param grafanaName string

@description('Name of the grafana role assignment.')
param grafanaRoleAssignmentName string

@description('Name of the gateway data collection rule role assignment.')
param gatewayDataCollectionRuleRoleAssignmentName string

@description('The `identity.principalId` of the vault.')
param vaultPrincipalId string

@description('The `identity.principalId` of the grafana.')
param grafanaPrincipalId string

@description('For each user assigned identity its `properties.principalId`, by its name.')
param userAssignedIdentityPrincipalIds { *: string }

resource keysVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keysVaultName
}

resource backupKey 'Microsoft.KeyVault/vaults/keys@2026-02-01' existing = {
  parent: keysVault
  name: 'backup'
}

resource account 'Microsoft.Monitor/accounts@2025-10-03' existing = {
  name: 'amw-${enclave}-${region}'
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: 'log-${enclave}-${region}'
}

resource grafana 'Microsoft.Dashboard/grafana@2025-08-01' existing = {
  name: grafanaName
}

resource gatewayDataCollectionRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' existing = {
  name: 'dcr-${enclave}-${region}-gateway'
}

resource backupKeyRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupKey
  name: backupKeyRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: vaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource accountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: accountRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b0d8363b-8ddd-447d-831f-62ca05bff136')
    principalId: grafanaPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource workspaceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: workspaceRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '73c42c96-874c-492b-b04d-ab87d138a893')
    principalId: grafanaPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource grafanaRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: grafana
  name: grafanaRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '22926164-76b3-42b3-bc55-97df8dab3e41')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource gatewayDataCollectionRuleRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: gatewayDataCollectionRule
  name: gatewayDataCollectionRuleRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

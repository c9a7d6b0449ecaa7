// identity-access/role-assignments: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A role assignment to deploy.')
type subnetRoleAssignmentType = {
  @description('Name of the subnet.')
  subnetName: string

  @description('Name of the role assignment.')
  name: string
}

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
  @description('Name of the role assignment.')
  name: string

  @description('Principal id of the role assignment.')
  principalId: string
}

@export()
@description('A role assignment to deploy.')
type accountRoleAssignment3Type = {
  @description('Name of the account.')
  accountName: string

  @description('Name of the role assignment.')
  name: string

  @description('Name of the role definition.')
  roleDefinitionName: string

  @description('Principal id of the role assignment.')
  principalId: string
}

@export()
@description('A role assignment to deploy.')
type accountRoleAssignment4Type = {
  @description('Name of the account.')
  accountName: string

  @description('Name of the role assignment.')
  name: string
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Name of the vault.')
param vaultName string

@description('Name of the firewall authority secret role assignment.')
param firewallAuthorityItemRoleAssignmentName string

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the storage account role assignment.')
param storageAccountRoleAssignmentName string

@description('Name of the storage account.')
param lakeStorageAccountName string

@description('Name of the blob data owner lake storage account role assignment.')
param blobDataOwnerLakeStorageAccountRoleAssignmentName string

@description('Name of the vault.')
param keysVaultName string

@description('Name of the backup key role assignment.')
param backupKeyRoleAssignmentName string

@description('Name of the storage account.')
param backupStorageAccountName string

@description('Name of the blob data contributor backup storage account role assignment.')
param blobDataContributorBackupStorageAccountRoleAssignmentName string

@description('Name of the registry.')
param registryName string

@description('Name of the acr push registry role assignment.')
param acrPushRegistryRoleAssignmentName string

@description('Name of the privatelink westeurope azmk 8 s io private DNS zone role assignment.')
param privatelinkWesteuropeAzmk8sIoPrivateDnsZoneRoleAssignmentName string

@description('Name of the compute virtual network role assignment.')
param computeVirtualNetworkRoleAssignmentName string

@description('Name of the kubelet user assigned identity role assignment.')
param kubeletUserAssignedIdentityRoleAssignmentName string

@description('Name of the kubelet acr pull registry role assignment.')
param kubeletAcrPullRegistryRoleAssignmentName string

@description('Name of the encryption set role assignment.')
param diskEncryptionSetRoleAssignmentName string

@description('Name of the keys vault role assignment.')
param keysVaultRoleAssignmentName string

@description('Name of the search service blob data reader lake storage account role assignment.')
param searchServiceBlobDataReaderLakeStorageAccountRoleAssignmentName string

@description('Name of the account.')
param accountName string

@description('Name of the account.')
param account2Name string

@description('Name of the namespace.')
param namespaceName string

@description('Name of the azure service bus data sender gateway events topic role assignment.')
param azureServiceBusDataSenderGatewayEventsTopicRoleAssignmentName string

@description('Name of the azure service bus data sender retraining jobs queue role assignment.')
param azureServiceBusDataSenderRetrainingJobsQueueRoleAssignmentName string

@description('Name of the azure service bus data receiver retraining jobs queue role assignment.')
param azureServiceBusDataReceiverRetrainingJobsQueueRoleAssignmentName string

@description('Name of the azure service bus data receiver gateway events topic role assignment.')
param azureServiceBusDataReceiverGatewayEventsTopicRoleAssignmentName string

@description('Name of the vault contributor backup storage account role assignment.')
param vaultContributorBackupStorageAccountRoleAssignmentName string

@description('Name of the storage account.')
param anchorStorageAccountName string

@description('Name of the checkpoints container role assignment.')
param checkpointsContainerRoleAssignmentName string

@description('For each user assigned identity its `properties.principalId`, by its name.')
param userAssignedIdentityPrincipalIds { *: string }

@description('The `identity.principalId` of the backup vault.')
param backupVaultPrincipalId string

@description('The `identity.principalId` of the search service.')
param searchServicePrincipalId string

@description('For each role definition its resource id, by its name.')
param roleDefinitionIds { *: string }

@description('Role assignments to deploy.')
param subnetRoleAssignments subnetRoleAssignmentType[]

@description('Role assignments to deploy.')
param accountRoleAssignments accountRoleAssignmentType[]

@description('Role assignments to deploy.')
param accountRoleAssignments2 accountRoleAssignment2Type[]

@description('Role assignments to deploy.')
param accountRoleAssignments3 accountRoleAssignment3Type[]

@description('Role assignments to deploy.')
param accountRoleAssignments4 accountRoleAssignment4Type[]

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

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' existing = [for item in subnetRoleAssignments: {
  name: 'vnet-${enclave}-${region}-compute'
}]

resource subnet 'Microsoft.Network/virtualNetworks/subnets@2025-09-01' existing = [for (item, i) in subnetRoleAssignments: {
  parent: virtualNetwork[i]
  name: item.subnetName
}]

resource privatelinkWesteuropeAzmk8sIoPrivateDnsZone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: 'privatelink.${location}.azmk8s.io'
}

resource computeVirtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' existing = {
  name: 'vnet-${enclave}-${region}-compute'
}

resource kubeletUserAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: 'id-${enclave}-${region}-kubelet'
}

resource diskEncryptionSet 'Microsoft.Compute/diskEncryptionSets@2026-03-02' existing = {
  name: 'des-${enclave}-${region}'
}

resource account 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for item in accountRoleAssignments: {
  name: accountName
}]

resource account2 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for item in accountRoleAssignments2: {
  name: account2Name
}]

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: namespaceName
}

resource gatewayEventsTopic 'Microsoft.ServiceBus/namespaces/topics@2026-01-01' existing = {
  parent: namespace
  name: 'gateway-events'
}

resource retrainingJobsQueue 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' existing = {
  parent: namespace
  name: 'retraining-jobs'
}

resource account3 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for item in accountRoleAssignments3: {
  name: 'oai-${enclave}-${item.accountName}'
}]

resource account4 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = [for item in accountRoleAssignments4: {
  name: 'oai-${enclave}-${item.accountName}'
}]

resource anchorStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: anchorStorageAccountName
}

resource defaultBlobService 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' existing = {
  parent: anchorStorageAccount
  name: 'default'
}

resource checkpointsContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' existing = {
  parent: defaultBlobService
  name: 'checkpoints'
}

resource firewallAuthoritySecretRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: firewallAuthoritySecret
  name: firewallAuthorityItemRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: userAssignedIdentityPrincipalIds.firewall
    principalType: 'ServicePrincipal'
  }
}

resource storageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storageAccount
  name: storageAccountRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: userAssignedIdentityPrincipalIds['flow-logs']
    principalType: 'ServicePrincipal'
  }
}

resource blobDataOwnerLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: blobDataOwnerLakeStorageAccountRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource backupKeyRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupKey
  name: backupKeyRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource blobDataContributorBackupStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupStorageAccount
  name: blobDataContributorBackupStorageAccountRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource acrPushRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: acrPushRegistryRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8311e382-0749-4cb8-b61a-304f252e45ec')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource subnetRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (item, i) in subnetRoleAssignments: {
  scope: subnet[i]
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4d97b98b-1d4f-4787-a291-c67834d212e7')
    principalId: userAssignedIdentityPrincipalIds.kubernetes
    principalType: 'ServicePrincipal'
  }
}]

resource privatelinkWesteuropeAzmk8sIoPrivateDnsZoneRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: privatelinkWesteuropeAzmk8sIoPrivateDnsZone
  name: privatelinkWesteuropeAzmk8sIoPrivateDnsZoneRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b12aa53e-6015-4669-85d0-8515ebb3ae7f')
    principalId: userAssignedIdentityPrincipalIds.kubernetes
    principalType: 'ServicePrincipal'
  }
}

resource computeVirtualNetworkRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: computeVirtualNetwork
  name: computeVirtualNetworkRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b12aa53e-6015-4669-85d0-8515ebb3ae7f')
    principalId: userAssignedIdentityPrincipalIds.kubernetes
    principalType: 'ServicePrincipal'
  }
}

resource kubeletUserAssignedIdentityRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: kubeletUserAssignedIdentity
  name: kubeletUserAssignedIdentityRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'f1a07417-d97a-45cb-824c-7a7467783830')
    principalId: userAssignedIdentityPrincipalIds.kubernetes
    principalType: 'ServicePrincipal'
  }
}

resource kubeletAcrPullRegistryRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: kubeletAcrPullRegistryRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: userAssignedIdentityPrincipalIds.kubelet
    principalType: 'ServicePrincipal'
  }
}

resource diskEncryptionSetRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: diskEncryptionSet
  name: diskEncryptionSetRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: userAssignedIdentityPrincipalIds.kubernetes
    principalType: 'ServicePrincipal'
  }
}

resource keysVaultRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: keysVault
  name: keysVaultRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'f25e0fa2-a7c8-4377-a976-54943a77a395')
    principalId: userAssignedIdentityPrincipalIds.kubernetes
    principalType: 'ServicePrincipal'
  }
}

resource searchServiceBlobDataReaderLakeStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: lakeStorageAccount
  name: searchServiceBlobDataReaderLakeStorageAccountRoleAssignmentName
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

resource accountRoleAssignment2 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (item, i) in accountRoleAssignments2: {
  scope: account2[i]
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'a97b65f3-24c7-4388-baec-2e87135dc908')
    principalId: item.principalId
    principalType: 'Group'
  }
}]

resource azureServiceBusDataSenderGatewayEventsTopicRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: gatewayEventsTopic
  name: azureServiceBusDataSenderGatewayEventsTopicRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

resource azureServiceBusDataSenderRetrainingJobsQueueRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: retrainingJobsQueue
  name: azureServiceBusDataSenderRetrainingJobsQueueRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource azureServiceBusDataReceiverRetrainingJobsQueueRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: retrainingJobsQueue
  name: azureServiceBusDataReceiverRetrainingJobsQueueRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource azureServiceBusDataReceiverGatewayEventsTopicRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: gatewayEventsTopic
  name: azureServiceBusDataReceiverGatewayEventsTopicRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0')
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
  }
}

resource vaultContributorBackupStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupStorageAccount
  name: vaultContributorBackupStorageAccountRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1')
    principalId: backupVaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource accountRoleAssignment3 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (item, i) in accountRoleAssignments3: {
  scope: account3[i]
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.roleDefinitionName)
    principalId: item.principalId
    principalType: 'Group'
  }
}]

resource accountRoleAssignment4 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (item, i) in accountRoleAssignments4: {
  scope: account4[i]
  name: item.name
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}]

resource checkpointsContainerRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: checkpointsContainer
  name: checkpointsContainerRoleAssignmentName
  properties: {
    roleDefinitionId: roleDefinitionIds.roleDefinition2
    principalId: userAssignedIdentityPrincipalIds.gateway
    principalType: 'ServicePrincipal'
  }
}

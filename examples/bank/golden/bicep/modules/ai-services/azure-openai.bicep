// ai-services/azure-openai: written by `enclave build`; change enclave.yaml, not this file

import { accountDeploymentType } from 'azure-openai-account.bicep'

@export()
@description('A account to deploy.')
type accountType = {
  @description('Name of the account.')
  accountName: string

  @description('Project of the account.')
  accountProject: string

  @description('Deployments to deploy.')
  accountDeployments: accountDeploymentType[]
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region in enclave.yaml.')
param regionKey string

@description('Azure region of the resources.')
param location string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('The `properties.vaultUri` of the vault.')
param vaultUri string

@description('For each user assigned identity its `properties.clientId`, by its name.')
param userAssignedIdentityClientIds { *: string }

@description('Name of the SKU of the deployment.')
param accountDeploymentSkuName 'DataZoneStandard' | 'Standard'

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('Accounts to deploy.')
param accounts accountType[]

module account 'azure-openai-account.bicep' = [for item in accounts: {
  params: {
    regionKey: regionKey
    location: location
    accountName: 'oai-${enclave}-${item.accountName}'
    userAssignedIdentityIds: userAssignedIdentityIds
    accountProject: item.accountProject
    vaultUri: vaultUri
    userAssignedIdentityClientIds: userAssignedIdentityClientIds
    accountDeploymentSkuName: accountDeploymentSkuName
    subnetIds: subnetIds
    privateDnsZoneIds: privateDnsZoneIds
    accountDeployments: item.accountDeployments
  }
}]

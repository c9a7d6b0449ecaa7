// monitoring/application-insights: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('The resource id of the workspace.')
param workspaceId string

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${enclave}-${region}'
  location: location
  kind: 'web'
  tags: tags
  properties: {
    Application_Type: 'web'
    IngestionMode: 'LogAnalytics'
    WorkspaceResourceId: workspaceId
    publicNetworkAccessForIngestion: 'Disabled'
    publicNetworkAccessForQuery: 'Disabled'
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

@description('Resource id of the component.')
output componentId string = component.id

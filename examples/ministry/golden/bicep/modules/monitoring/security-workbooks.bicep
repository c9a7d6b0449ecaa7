// monitoring/security-workbooks: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('A workbook to deploy.')
type workbookType = {
  @description('Name of the workbook.')
  name: string

  @description('Display name of the workbook.')
  displayName: string

  @description('Description of the workbook.')
  description: string

  @description('Serialized data of the workbook.')
  serializedData: string
}

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('The resource id of the workspace.')
param workspaceId string

@description('Workbooks to deploy.')
param workbooks workbookType[]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = [for item in workbooks: {
  name: item.name
  location: location
  kind: 'shared'
  tags: tags
  properties: {
    displayName: item.displayName
    description: item.description
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: workspaceId
    serializedData: item.serializedData
  }
}]

// monitoring/data-collection-rule-associations: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('For each data collection rule its resource id, by its name.')
param dataCollectionRuleIds { *: string }

@description('The resource id of the data collection endpoint.')
param dataCollectionEndpointId string

resource managedCluster 'Microsoft.ContainerService/managedClusters@2026-05-01' existing = {
  name: 'aks-${enclave}-${region}'
}

resource dcraDcrContainersManagedClusterDataCollectionRuleAssociation 'Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11' = {
  scope: managedCluster
  name: 'dcra-dcr-${enclave}-${region}-containers'
  properties: {
    dataCollectionRuleId: dataCollectionRuleIds.containers
  }
}

resource dcraDcrPrometheusManagedClusterDataCollectionRuleAssociation 'Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11' = {
  scope: managedCluster
  name: 'dcra-dcr-${enclave}-${region}-prometheus'
  properties: {
    dataCollectionRuleId: dataCollectionRuleIds.prometheus
  }
}

resource configurationAccessEndpointManagedClusterDataCollectionRuleAssociation 'Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11' = {
  scope: managedCluster
  name: 'configurationAccessEndpoint'
  properties: {
    dataCollectionEndpointId: dataCollectionEndpointId
  }
}

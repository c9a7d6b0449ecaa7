# monitoring/data-collection-rule-associations: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "dcra_dcr_containers_managed_cluster_data_collection_rule_association" {
  type      = "Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerService/managedClusters/aks-${var.enclave}-${var.region}"
  name      = "dcra-dcr-${var.enclave}-${var.region}-containers"
  body = {
    properties = {
      dataCollectionRuleId = var.data_collection_rule_ids.containers
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "dcra_dcr_prometheus_managed_cluster_data_collection_rule_association" {
  type      = "Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerService/managedClusters/aks-${var.enclave}-${var.region}"
  name      = "dcra-dcr-${var.enclave}-${var.region}-prometheus"
  body = {
    properties = {
      dataCollectionRuleId = var.data_collection_rule_ids.prometheus
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "configuration_access_endpoint_managed_cluster_data_collection_rule_association" {
  type      = "Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerService/managedClusters/aks-${var.enclave}-${var.region}"
  name      = "configurationAccessEndpoint"
  body = {
    properties = {
      dataCollectionEndpointId = var.data_collection_endpoint_id
    }
  }
  schema_validation_enabled = true
}

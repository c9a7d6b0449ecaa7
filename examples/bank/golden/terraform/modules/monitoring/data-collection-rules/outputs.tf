# outputs of monitoring/data-collection-rules: written by `enclave build`; change enclave.yaml, not this file

output "data_collection_endpoint_id" {
  description = "Resource id of the data collection endpoint."
  value       = "${azapi_resource.data_collection_endpoint.parent_id}/providers/Microsoft.Insights/dataCollectionEndpoints/${azapi_resource.data_collection_endpoint.name}"
}

output "data_collection_rule_ids" {
  description = "Resource ids of the data collection rule resources, by their names."
  value = {
    containers = "${azapi_resource.endpoint_containers_rule.parent_id}/providers/Microsoft.Insights/dataCollectionRules/${azapi_resource.endpoint_containers_rule.name}"
    prometheus = "${azapi_resource.endpoint_prometheus_rule.parent_id}/providers/Microsoft.Insights/dataCollectionRules/${azapi_resource.endpoint_prometheus_rule.name}"
  }
}

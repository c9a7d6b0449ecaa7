# outputs of monitoring/data-collection-rules: written by `enclave build`; change enclave.yaml, not this file

output "data_collection_endpoint_id" {
  description = "Resource id of the data collection endpoint."
  value       = "${azapi_resource.data_collection_endpoint.parent_id}/providers/Microsoft.Insights/dataCollectionEndpoints/${azapi_resource.data_collection_endpoint.name}"
}

# outputs of monitoring/data-collection-rules: written by `enclave build`; change enclave.yaml, not this file

output "data_collection_endpoint_id" {
  description = "Resource id of the data collection endpoint."
  value       = azapi_resource.data_collection_endpoint.id
}

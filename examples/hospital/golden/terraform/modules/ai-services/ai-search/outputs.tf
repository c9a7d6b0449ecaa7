# outputs of ai-services/ai-search: written by `enclave build`; change enclave.yaml, not this file

output "search_service_endpoint" {
  description = "`properties.endpoint` of the search service."
  value       = azapi_resource.search_service.output.endpoint
}

output "search_service_id" {
  description = "Resource id of the search service."
  value       = "${azapi_resource.search_service.parent_id}/providers/Microsoft.Search/searchServices/${azapi_resource.search_service.name}"
}

output "search_service_principal_id" {
  description = "`identity.principalId` of the search service."
  value       = azapi_resource.search_service.output.principal_id
}

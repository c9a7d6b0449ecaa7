# outputs of ai-services/ai-search: written by `enclave build`; change enclave.yaml, not this file

output "search_service_principal_id" {
  description = "`identity.principalId` of the search service."
  value       = azapi_resource.search_service.output.principal_id
}

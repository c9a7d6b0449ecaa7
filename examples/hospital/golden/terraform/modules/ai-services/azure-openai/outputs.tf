# outputs of ai-services/azure-openai: written by `enclave build`; change enclave.yaml, not this file

output "account_id" {
  description = "Resource id of the account."
  value       = "${azapi_resource.account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.account.name}"
}

output "account_endpoint" {
  description = "`properties.endpoint` of the account."
  value       = azapi_resource.account.output.endpoint
}

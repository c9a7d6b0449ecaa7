# outputs of monitoring/managed-prometheus: written by `enclave build`; change enclave.yaml, not this file

output "account_id" {
  description = "Resource id of the account."
  value       = "${azapi_resource.account.parent_id}/providers/Microsoft.Monitor/accounts/${azapi_resource.account.name}"
}

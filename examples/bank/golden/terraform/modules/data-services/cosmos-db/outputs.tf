# outputs of data-services/cosmos-db: written by `enclave build`; change enclave.yaml, not this file

output "database_account_id" {
  description = "Resource id of the database account."
  value       = "${azapi_resource.database_account.parent_id}/providers/Microsoft.DocumentDB/databaseAccounts/${azapi_resource.database_account.name}"
}

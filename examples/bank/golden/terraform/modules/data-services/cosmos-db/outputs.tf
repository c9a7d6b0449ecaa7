# outputs of data-services/cosmos-db: written by `enclave build`; change enclave.yaml, not this file

output "database_account_id" {
  description = "Resource id of the database account."
  value       = azapi_resource.database_account.id
}

# outputs of data-services/cosmos-db: written by `enclave build`; change enclave.yaml, not this file

output "database_account_id" {
  description = "Resource id of the database account."
  value       = "${azapi_resource.database_account.parent_id}/providers/Microsoft.DocumentDB/databaseAccounts/${azapi_resource.database_account.name}"
}

output "database_account_document_endpoint" {
  description = "`properties.documentEndpoint` of the database account."
  value       = azapi_resource.database_account.output.document_endpoint
}

output "sql_role_definition_id" {
  description = "Resource id of the SQL role definition."
  value       = "${azapi_resource.database_account.parent_id}/providers/Microsoft.DocumentDB/databaseAccounts/${azapi_resource.database_account.name}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002"
}

output "db_id" {
  description = "Resource id of the db."
  value       = "${azapi_resource.database_account.parent_id}/providers/Microsoft.DocumentDB/databaseAccounts/${azapi_resource.database_account.name}/dbs/enterprise_memory"
}

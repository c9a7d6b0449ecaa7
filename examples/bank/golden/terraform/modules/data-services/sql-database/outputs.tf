# outputs of data-services/sql-database: written by `enclave build`; change enclave.yaml, not this file

output "server_id" {
  description = "Resource id of the server."
  value       = "${azapi_resource.server.parent_id}/providers/Microsoft.Sql/servers/${azapi_resource.server.name}"
}

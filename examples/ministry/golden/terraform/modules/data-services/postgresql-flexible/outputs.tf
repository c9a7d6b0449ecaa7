# outputs of data-services/postgresql-flexible: written by `enclave build`; change enclave.yaml, not this file

output "flexible_server_id" {
  description = "Resource id of the flexible server."
  value       = "${azapi_resource.flexible_server.parent_id}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${azapi_resource.flexible_server.name}"
}

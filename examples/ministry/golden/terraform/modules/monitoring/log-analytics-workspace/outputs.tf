# outputs of monitoring/log-analytics-workspace: written by `enclave build`; change enclave.yaml, not this file

output "workspace_id" {
  description = "Resource id of the workspace."
  value       = azapi_resource.workspace.id
}

output "workspace_customer_id" {
  description = "`properties.customerId` of the workspace."
  value       = azapi_resource.workspace.output.customer_id
}

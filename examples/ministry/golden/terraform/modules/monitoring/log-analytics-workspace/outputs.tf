# outputs of monitoring/log-analytics-workspace: written by `enclave build`; change enclave.yaml, not this file

output "workspace_id" {
  description = "Resource id of the workspace."
  value       = "${azapi_resource.workspace.parent_id}/providers/Microsoft.OperationalInsights/workspaces/${azapi_resource.workspace.name}"
}

output "workspace_customer_id" {
  description = "`properties.customerId` of the workspace."
  value       = azapi_resource.workspace.output.customer_id
}

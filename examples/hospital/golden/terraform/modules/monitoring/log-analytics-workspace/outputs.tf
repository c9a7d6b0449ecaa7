# outputs of monitoring/log-analytics-workspace: written by `enclave build`; change enclave.yaml, not this file

output "workspace_id" {
  description = "Resource id of the workspace."
  value       = azapi_resource.workspace.id
}

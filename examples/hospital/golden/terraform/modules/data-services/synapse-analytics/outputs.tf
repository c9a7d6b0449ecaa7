# outputs of data-services/synapse-analytics: written by `enclave build`; change enclave.yaml, not this file

output "workspace_principal_id" {
  description = "`identity.principalId` of the workspace."
  value       = azapi_resource.workspace.output.principal_id
}

output "workspace_id" {
  description = "Resource id of the workspace."
  value       = "${azapi_resource.workspace.parent_id}/providers/Microsoft.Synapse/workspaces/${azapi_resource.workspace.name}"
}

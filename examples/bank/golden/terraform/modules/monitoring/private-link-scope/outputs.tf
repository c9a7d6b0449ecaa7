# outputs of monitoring/private-link-scope: written by `enclave build`; change enclave.yaml, not this file

output "private_link_scope_id" {
  description = "Resource id of the private link scope."
  value       = "${azapi_resource.private_link_scope.parent_id}/providers/Microsoft.Insights/privateLinkScopes/${azapi_resource.private_link_scope.name}"
}

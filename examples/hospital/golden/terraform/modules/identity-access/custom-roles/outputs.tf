# outputs of identity-access/custom-roles: written by `enclave build`; change enclave.yaml, not this file

output "role_definition_id" {
  description = "Resource id of the role definition."
  value       = "${azapi_resource.role_definition_3.parent_id}/providers/Microsoft.Authorization/roleDefinitions/${azapi_resource.role_definition_3.name}"
}

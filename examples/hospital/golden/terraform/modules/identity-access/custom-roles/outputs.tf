# outputs of identity-access/custom-roles: written by `enclave build`; change enclave.yaml, not this file

output "role_definition_ids" {
  description = "Resource ids of the role definition resources, by their names."
  value = {
    roleDefinition  = "${azapi_resource.role_definition_3.parent_id}/providers/Microsoft.Authorization/roleDefinitions/${azapi_resource.role_definition_3.name}"
    roleDefinition2 = "${azapi_resource.role_definition_4.parent_id}/providers/Microsoft.Authorization/roleDefinitions/${azapi_resource.role_definition_4.name}"
  }
}

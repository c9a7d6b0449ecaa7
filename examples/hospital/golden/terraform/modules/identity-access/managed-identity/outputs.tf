# outputs of identity-access/managed-identity: written by `enclave build`; change enclave.yaml, not this file

output "user_assigned_identity_principal_ids" {
  description = "`properties.principalId` of the user assigned identity resources, by their names."
  value = {
    gateway = azapi_resource.gateway_user_assigned_identity.output.principal_id
  }
}

output "user_assigned_identity_principal_ids_2" {
  description = "`properties.principalId` of the user assigned identity resources, by their names."
  value       = { for key, user_assigned_identity in azapi_resource.user_assigned_identity : key => user_assigned_identity.output.principal_id }
}

output "user_assigned_identity_ids" {
  description = "Resource ids of the user assigned identity resources, by their names."
  value = {
    gateway = "${azapi_resource.gateway_user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.gateway_user_assigned_identity.name}"
  }
}

output "user_assigned_identity_ids_2" {
  description = "Resource ids of the user assigned identity resources, by their names."
  value       = { for key, user_assigned_identity in azapi_resource.user_assigned_identity : key => "${user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${user_assigned_identity.name}" }
}

output "user_assigned_identity_client_id" {
  description = "`properties.clientId` of the user assigned identity."
  value       = azapi_resource.gateway_user_assigned_identity.output.client_id
}

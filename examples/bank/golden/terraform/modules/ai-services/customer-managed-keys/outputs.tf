# outputs of ai-services/customer-managed-keys: written by `enclave build`; change enclave.yaml, not this file

output "user_assigned_identity_ids" {
  description = "Resource ids of the user assigned identity resources, by their names."
  value       = { for key, user_assigned_identity in azapi_resource.user_assigned_identity : key => "${user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${user_assigned_identity.name}" }
}

output "key_uri_with_versions" {
  description = "`properties.keyUriWithVersion` of the key resources, by their names."
  value = {
    kubernetes = azapi_resource.vault_kubernetes_key.output.key_uri_with_version
  }
}

output "key_uri_with_versions_2" {
  description = "`properties.keyUriWithVersion` of the key resources, by their names."
  value       = { for key, key2 in azapi_resource.key : key => key2.output.key_uri_with_version }
}

output "vault_uri" {
  description = "`properties.vaultUri` of the vault."
  value       = azapi_resource.vault.output.vault_uri
}

output "key_uris" {
  description = "`properties.keyUri` of the key resources, by their names."
  value       = { for key, key2 in azapi_resource.key : key => key2.output.key_uri }
}

output "user_assigned_identity_client_ids" {
  description = "`properties.clientId` of the user assigned identity resources, by their names."
  value       = { for key, user_assigned_identity in azapi_resource.user_assigned_identity : key => user_assigned_identity.output.client_id }
}

output "vault_id" {
  description = "Resource id of the vault."
  value       = "${azapi_resource.vault.parent_id}/providers/Microsoft.KeyVault/vaults/${azapi_resource.vault.name}"
}

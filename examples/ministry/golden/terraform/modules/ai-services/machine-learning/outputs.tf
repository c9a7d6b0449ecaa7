# outputs of ai-services/machine-learning: written by `enclave build`; change enclave.yaml, not this file

output "user_assigned_identity_principal_id" {
  description = "`properties.principalId` of the user assigned identity."
  value       = azapi_resource.user_assigned_identity.output.principal_id
}

output "vault_id" {
  description = "Resource id of the vault."
  value       = "${azapi_resource.vault.parent_id}/providers/Microsoft.KeyVault/vaults/${azapi_resource.vault.name}"
}

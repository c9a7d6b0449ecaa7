# outputs of backup-recovery/recovery-services-vault: written by `enclave build`; change enclave.yaml, not this file

output "vault_principal_id" {
  description = "`identity.principalId` of the vault."
  value       = azapi_resource.vault.output.principal_id
}

output "vault_id" {
  description = "Resource id of the vault."
  value       = "${azapi_resource.vault.parent_id}/providers/Microsoft.RecoveryServices/vaults/${azapi_resource.vault.name}"
}

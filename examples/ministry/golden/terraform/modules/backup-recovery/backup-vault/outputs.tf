# outputs of backup-recovery/backup-vault: written by `enclave build`; change enclave.yaml, not this file

output "backup_vault_id" {
  description = "Resource id of the backup vault."
  value       = "${azapi_resource.backup_vault.parent_id}/providers/Microsoft.DataProtection/backupVaults/${azapi_resource.backup_vault.name}"
}

output "backup_vault_principal_id" {
  description = "`identity.principalId` of the backup vault."
  value       = azapi_resource.backup_vault.output.principal_id
}

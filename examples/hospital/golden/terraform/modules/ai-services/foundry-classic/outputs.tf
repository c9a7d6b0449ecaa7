# outputs of ai-services/foundry-classic: written by `enclave build`; change enclave.yaml, not this file

output "vault_id" {
  description = "Resource id of the vault."
  value       = "${azapi_resource.vault.parent_id}/providers/Microsoft.KeyVault/vaults/${azapi_resource.vault.name}"
}

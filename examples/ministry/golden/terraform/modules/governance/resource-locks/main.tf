# governance/resource-locks: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "recovery_vault_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}-recovery"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds the backups"
    }
  }
  schema_validation_enabled = true
}

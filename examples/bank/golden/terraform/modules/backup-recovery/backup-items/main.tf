# backup-recovery/backup-items: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "instance" {
  type      = "Microsoft.DataProtection/backupVaults/backupInstances@2026-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DataProtection/backupVaults/bvault-${var.enclave}-${var.region}"
  name      = var.instance_name
  body = {
    properties = {
      objectType   = "BackupInstance"
      friendlyName = var.instance_name
      dataSourceInfo = {
        objectType       = "Datasource"
        resourceID       = var.storage_account_id
        resourceName     = var.instance_name
        resourceType     = "Microsoft.Storage/storageAccounts"
        resourceUri      = var.storage_account_id
        resourceLocation = var.location
        datasourceType   = "Microsoft.Storage/storageAccounts/blobServices"
      }
      policyInfo = {
        policyId = var.backup_policy_id
      }
    }
  }
  schema_validation_enabled = true
}

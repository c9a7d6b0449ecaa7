# backup-recovery/backup-items: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "protected_item" {
  type      = "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems@2026-07-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg-${var.enclave}-${var.region};vm-${var.enclave}-${var.region}-1"
  name      = "vm;iaasvmcontainerv2;rg-${var.enclave}-${var.region};vm-${var.enclave}-${var.region}-1"
  body = {
    properties = {
      protectedItemType = "Microsoft.Compute/virtualMachines"
      sourceResourceId  = var.virtual_machine_id
      policyId          = var.backup_policy_id
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "instance" {
  type      = "Microsoft.DataProtection/backupVaults/backupInstances@2026-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DataProtection/backupVaults/bvault-${var.enclave}-${var.region}"
  name      = var.instance_name
  body = {
    properties = {
      objectType   = "BackupInstance"
      friendlyName = "stmercyhealthbackup7gahe"
      dataSourceInfo = {
        objectType       = "Datasource"
        resourceID       = var.storage_account_id
        resourceName     = "stmercyhealthbackup7gahe"
        resourceType     = "Microsoft.Storage/storageAccounts"
        resourceUri      = var.storage_account_id
        resourceLocation = var.location
        datasourceType   = "Microsoft.Storage/storageAccounts/blobServices"
      }
      policyInfo = {
        policyId = var.backup_policy_id_2
      }
    }
  }
  schema_validation_enabled = true
}

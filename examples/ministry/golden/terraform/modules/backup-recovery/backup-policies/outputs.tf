# outputs of backup-recovery/backup-policies: written by `enclave build`; change enclave.yaml, not this file

output "backup_policy_id" {
  description = "Resource id of the backup policy."
  value       = "${azapi_resource.machines_backup_policy.parent_id}/backupPolicies/${azapi_resource.machines_backup_policy.name}"
}

output "backup_policy_ids" {
  description = "Resource ids of the backup policy resources, by their names."
  value = {
    blobs      = "${azapi_resource.blobs_policy.parent_id}/backupPolicies/${azapi_resource.blobs_policy.name}"
    postgresql = "${azapi_resource.postgresql_policy.parent_id}/backupPolicies/${azapi_resource.postgresql_policy.name}"
  }
}

# outputs of backup-recovery/backup-policies: written by `enclave build`; change enclave.yaml, not this file

output "backup_policy_id" {
  description = "Resource id of the backup policy."
  value       = "${azapi_resource.machines_backup_policy.parent_id}/backupPolicies/${azapi_resource.machines_backup_policy.name}"
}

output "backup_policy_id_2" {
  description = "Resource id of the backup policy."
  value       = "${azapi_resource.blobs_policy.parent_id}/backupPolicies/${azapi_resource.blobs_policy.name}"
}

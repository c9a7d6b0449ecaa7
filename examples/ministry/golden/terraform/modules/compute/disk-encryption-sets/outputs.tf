# outputs of compute/disk-encryption-sets: written by `enclave build`; change enclave.yaml, not this file

output "disk_encryption_set_id" {
  description = "Resource id of the disk encryption set."
  value       = "${azapi_resource.disk_encryption_set.parent_id}/providers/Microsoft.Compute/diskEncryptionSets/${azapi_resource.disk_encryption_set.name}"
}

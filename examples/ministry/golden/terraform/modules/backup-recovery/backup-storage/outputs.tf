# outputs of backup-recovery/backup-storage: written by `enclave build`; change enclave.yaml, not this file

output "storage_account_id" {
  description = "Resource id of the storage account."
  value       = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
}

output "storage_account_blob" {
  description = "`properties.primaryEndpoints.blob` of the storage account."
  value       = azapi_resource.storage_account.output.blob
}

output "container_id" {
  description = "Resource id of the container."
  value       = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}/blobServices/${azapi_resource.blob_service.name}/containers/${azapi_resource.blob_service_restored_container.name}"
}

# outputs of monitoring/storage-archive: written by `enclave build`; change enclave.yaml, not this file

output "storage_account_id" {
  description = "Resource id of the storage account."
  value       = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
}

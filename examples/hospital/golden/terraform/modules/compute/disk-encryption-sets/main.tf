# compute/disk-encryption-sets: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "disk_encryption_set" {
  type      = "Microsoft.Compute/diskEncryptionSets@2026-03-02"
  parent_id = var.resource_group_id
  name      = "des-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      encryptionType = "EncryptionAtRestWithPlatformAndCustomerKeys"
      activeKey = {
        keyUrl = var.key_uri_with_versions.disks
      }
      rotationToLatestKeyVersionEnabled = true
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.disks]
  }
}

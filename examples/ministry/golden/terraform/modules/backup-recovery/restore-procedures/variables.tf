# variables of backup-recovery/restore-procedures: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "region" {
  type        = string
  description = "Name of the region, as it stands in the names of its resources."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "back_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "role_definition_ids" {
  type        = map(string)
  description = "For each role definition its resource id, by its name."
}

variable "vault_id" {
  type        = string
  description = "The resource id of the vault."
}

variable "storage_account_id" {
  type        = string
  description = "The resource id of the storage account."
}

variable "disk_encryption_set_id" {
  type        = string
  description = "The resource id of the disk encryption set."
}

variable "database_account_id" {
  type        = string
  description = "The resource id of the database account."
}

variable "flexible_server_id" {
  type        = string
  description = "The resource id of the flexible server."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

variable "user_assigned_identity_ids" {
  type        = map(string)
  description = "For each user assigned identity its resource id, by its name."
}

variable "key_uris" {
  type        = map(string)
  description = "For each key its `properties.keyUri`, by its name."
}

variable "backup_vault_id" {
  type        = string
  description = "The resource id of the backup vault."
}

variable "storage_account_blob" {
  type        = string
  description = "The `properties.primaryEndpoints.blob` of the storage account."
}

variable "container_id" {
  type        = string
  description = "The resource id of the container."
}

variable "vault_principal_id" {
  type        = string
  description = "The `identity.principalId` of the vault."
}

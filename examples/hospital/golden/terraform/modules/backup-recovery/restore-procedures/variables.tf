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

variable "backup_storage_account_name" {
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

variable "vault_principal_id" {
  type        = string
  description = "The `identity.principalId` of the vault."
}

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

variable "role_definition_id" {
  type        = string
  description = "The resource id of the role definition."
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

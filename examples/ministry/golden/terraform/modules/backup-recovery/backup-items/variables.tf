# variables of backup-recovery/backup-items: written by `enclave build`; change enclave.yaml, not this file

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

variable "back_instance_name" {
  type        = string
  description = "Name of the back instance."
}

variable "psql_instance_name" {
  type        = string
  description = "Name of the instance."
}

variable "virtual_machine_id" {
  type        = string
  description = "The resource id of the virtual machine."
}

variable "backup_policy_id" {
  type        = string
  description = "The resource id of the backup policy."
}

variable "storage_account_id" {
  type        = string
  description = "The resource id of the storage account."
}

variable "backup_policy_ids" {
  type        = map(string)
  description = "For each backup policy its resource id, by its name."
}

variable "flexible_server_id" {
  type        = string
  description = "The resource id of the flexible server."
}

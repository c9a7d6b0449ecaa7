# variables of governance/resource-locks: written by `enclave build`; change enclave.yaml, not this file

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

variable "keys_vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "lake_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "database_account_name" {
  type        = string
  description = "Name of the database account."
}

variable "server_name" {
  type        = string
  description = "Name of the server."
}

variable "backup_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "registry_name" {
  type        = string
  description = "Name of the registry."
}

variable "search_service_name" {
  type        = string
  description = "Name of the search service."
}

variable "anchor_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

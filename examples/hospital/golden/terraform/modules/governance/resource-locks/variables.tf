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

variable "workspace_2_name" {
  type        = string
  description = "Name of the workspace."
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

variable "agents_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "hub_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "hu_vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "ml_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "ml_vault_name" {
  type        = string
  description = "Name of the vault."
}

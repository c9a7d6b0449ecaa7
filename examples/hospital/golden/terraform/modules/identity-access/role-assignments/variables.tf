# variables of identity-access/role-assignments: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "region" {
  type        = string
  description = "Name of the region, as it stands in the names of its resources."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "lake_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "keys_vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "backup_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "registry_name" {
  type        = string
  description = "Name of the registry."
}

variable "radiology_reports_account_name" {
  type        = string
  description = "Name of the account."
}

variable "coding_review_account_name" {
  type        = string
  description = "Name of the account."
}

variable "grafana_name" {
  type        = string
  description = "Name of the grafana."
}

variable "user_assigned_identity_principal_ids" {
  type        = map(string)
  description = "For each user assigned identity its `properties.principalId`, by its name."
}

variable "backup_vault_principal_id" {
  type        = string
  description = "The `identity.principalId` of the backup vault."
}

variable "search_service_principal_id" {
  type        = string
  description = "The `identity.principalId` of the search service."
}

variable "user_assigned_identity_principal_ids_2" {
  type        = map(string)
  description = "For each user assigned identity its `properties.principalId`, by its name."
}

variable "grafana_principal_id" {
  type        = string
  description = "The `identity.principalId` of the grafana."
}

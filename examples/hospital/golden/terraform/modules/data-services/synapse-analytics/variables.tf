# variables of data-services/synapse-analytics: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "workspace_name" {
  type        = string
  description = "Name of the workspace."
}

variable "storage_account_dfs" {
  type        = string
  description = "The `properties.primaryEndpoints.dfs` of the storage account."
}

variable "storage_account_id" {
  type        = string
  description = "The resource id of the storage account."
}

variable "key_uris" {
  type        = map(string)
  description = "For each key its `properties.keyUri`, by its name."
}

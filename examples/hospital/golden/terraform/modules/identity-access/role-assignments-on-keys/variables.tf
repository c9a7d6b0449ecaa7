# variables of identity-access/role-assignments-on-keys: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "keys_vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "lake_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "workspace_principal_id" {
  type        = string
  description = "The `identity.principalId` of the workspace."
}

variable "vault_principal_id" {
  type        = string
  description = "The `identity.principalId` of the vault."
}

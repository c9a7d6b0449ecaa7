# variables of identity-access/role-assignments-on-keys: written by `enclave build`; change enclave.yaml, not this file

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

variable "keys_vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "backup_key_role_assignment_name" {
  type        = string
  description = "Name of the backup key role assignment."
}

variable "account_role_assignment_name" {
  type        = string
  description = "Name of the account role assignment."
}

variable "workspace_role_assignment_name" {
  type        = string
  description = "Name of the workspace role assignment."
}

variable "grafana_name" {
  type        = string
  description = "Name of the grafana."
}

variable "grafana_role_assignment_name" {
  type        = string
  description = "Name of the grafana role assignment."
}

variable "gateway_data_collection_rule_role_assignment_name" {
  type        = string
  description = "Name of the gateway data collection rule role assignment."
}

variable "vault_principal_id" {
  type        = string
  description = "The `identity.principalId` of the vault."
}

variable "grafana_principal_id" {
  type        = string
  description = "The `identity.principalId` of the grafana."
}

variable "user_assigned_identity_principal_ids" {
  type        = map(string)
  description = "For each user assigned identity its `properties.principalId`, by its name."
}

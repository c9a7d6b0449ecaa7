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

variable "role_assignment_name" {
  type        = string
  description = "Name of the role assignment."
}

variable "role_definition_ids" {
  type        = map(string)
  description = "For each role definition its resource id, by its name."
}

variable "server_id" {
  type        = string
  description = "The resource id of the server."
}

variable "database_account_id" {
  type        = string
  description = "The resource id of the database account."
}

variable "user_assigned_identity_restore_blobs_workflow_description" {
  type        = string
  description = "Description of the workflow."
}

variable "user_assigned_identity_restore_blobs_workflow_pattern" {
  type        = string
  description = "Pattern of the workflow."
}

variable "user_assigned_identity_recover_key_vault_workflow_description" {
  type        = string
  description = "Description of the workflow."
}

variable "user_assigned_identity_recover_key_vault_workflow_pattern" {
  type        = string
  description = "Pattern of the workflow."
}

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

variable "back_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "registry_name" {
  type        = string
  description = "Name of the registry."
}

variable "account_name" {
  type        = string
  description = "Name of the account."
}

variable "flexible_server_name" {
  type        = string
  description = "Name of the flexible server."
}

variable "case_summaries_account_name" {
  type        = string
  description = "Name of the account."
}

variable "letter_drafts_account_name" {
  type        = string
  description = "Name of the account."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
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

variable "user_assigned_identity_principal_id" {
  type        = string
  description = "The `properties.principalId` of the user assigned identity."
}

variable "grafana_principal_id" {
  type        = string
  description = "The `identity.principalId` of the grafana."
}

variable "account_role_assignments" {
  type = list(object({
    name         = string
    principal_id = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - name: Name of the role assignment.
    - principal_id: Principal id of the role assignment.
  EOT
}

variable "account_role_assignments_2" {
  type = list(object({
    account_name         = string
    name                 = string
    role_definition_name = string
    principal_id         = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - account_name: Name of the account.
    - name: Name of the role assignment.
    - role_definition_name: Name of the role definition.
    - principal_id: Principal id of the role assignment.
  EOT
}

# variables of ai-services/machine-learning: written by `enclave build`; change enclave.yaml, not this file

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

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "storage_account_st_ml_blob_private_endpoint_name" {
  type        = string
  description = "Name of the storage account ml blob private endpoint."
}

variable "storage_account_st_ml_file_private_endpoint_name" {
  type        = string
  description = "Name of the storage account ml file private endpoint."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "vault_kv_ml_private_endpoint_name" {
  type        = string
  description = "Name of the vault ml private endpoint."
}

variable "registry_name" {
  type        = string
  description = "Name of the registry."
}

variable "lake_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "user_assigned_identity_ids" {
  type        = map(string)
  description = "For each user assigned identity its resource id, by its name."
}

variable "vault_uri" {
  type        = string
  description = "The `properties.vaultUri` of the vault."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

variable "registry_id" {
  type        = string
  description = "The resource id of the registry."
}

variable "component_id" {
  type        = string
  description = "The resource id of the component."
}

variable "storage_account_id" {
  type        = string
  description = "The resource id of the storage account."
}

variable "vault_id" {
  type        = string
  description = "The resource id of the vault."
}

variable "key_uri_with_versions" {
  type        = map(string)
  description = "For each key its `properties.keyUriWithVersion`, by its name."
}

variable "role_assignments" {
  type = list(object({
    name                       = string
    role_definition_name       = string
    user_assigned_identity_key = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - name: Name of the role assignment.
    - role_definition_name: Name of the role definition.
    - user_assigned_identity_key: Which user assigned identity it is.
  EOT
}

variable "role_assignments_2" {
  type = list(object({
    name                 = string
    role_definition_name = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - name: Name of the role assignment.
    - role_definition_name: Name of the role definition.
  EOT
}

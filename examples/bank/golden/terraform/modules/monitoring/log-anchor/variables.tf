# variables of monitoring/log-anchor: written by `enclave build`; change enclave.yaml, not this file

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

variable "storage_account_name" {
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

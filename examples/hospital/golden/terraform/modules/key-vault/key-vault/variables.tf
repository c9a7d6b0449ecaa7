# variables of key-vault/key-vault: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "private_endpoint_name" {
  type        = string
  description = "Name of the private endpoint."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

variable "user_assigned_identity_principal_ids" {
  type        = map(string)
  description = "For each user assigned identity its `properties.principalId`, by its name."
}

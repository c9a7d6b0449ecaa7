# variables of container-infrastructure/container-registry: written by `enclave build`; change enclave.yaml, not this file

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

variable "registry_name" {
  type        = string
  description = "Name of the registry."
}

variable "private_endpoint_name" {
  type        = string
  description = "Name of the private endpoint."
}

variable "user_assigned_identity_ids" {
  type        = map(string)
  description = "For each user assigned identity its resource id, by its name."
}

variable "key_uris" {
  type        = map(string)
  description = "For each key its `properties.keyUri`, by its name."
}

variable "user_assigned_identity_client_ids" {
  type        = map(string)
  description = "For each user assigned identity its `properties.clientId`, by its name."
}

variable "replication_location" {
  type        = string
  description = "Azure region of the replication."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

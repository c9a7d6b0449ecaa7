# variables of data-services/synapse-analytics-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

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

variable "synw_sql_private_endpoint_name" {
  type        = string
  description = "Name of the private endpoint."
}

variable "synw_sqlondemand_private_endpoint_name" {
  type        = string
  description = "Name of the sqlondemand private endpoint."
}

variable "synw_dev_private_endpoint_name" {
  type        = string
  description = "Name of the dev private endpoint."
}

variable "key_uris" {
  type        = map(string)
  description = "For each key its `properties.keyUri`, by its name."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "workspace_id" {
  type        = string
  description = "The resource id of the workspace."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

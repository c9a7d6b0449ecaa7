# variables of monitoring/managed-grafana: written by `enclave build`; change enclave.yaml, not this file

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

variable "grafana_name" {
  type        = string
  description = "Name of the grafana."
}

variable "private_endpoint_name" {
  type        = string
  description = "Name of the private endpoint."
}

variable "account_id" {
  type        = string
  description = "The resource id of the account."
}

variable "private_link_scope_id" {
  type        = string
  description = "The resource id of the private link scope."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

# variables of monitoring/managed-grafana-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

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

variable "private_link_scope_id" {
  type        = string
  description = "The resource id of the private link scope."
}

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

variable "grafana_zone_redundancy" {
  type        = string
  description = "Zone redundancy of the grafana."

  validation {
    condition     = contains(["Disabled", "Enabled"], var.grafana_zone_redundancy)
    error_message = "One of Disabled, Enabled."
  }
}

variable "account_id" {
  type        = string
  description = "The resource id of the account."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

# variables of monitoring/data-collection-rule-associations: written by `enclave build`; change enclave.yaml, not this file

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

variable "data_collection_rule_ids" {
  type        = map(string)
  description = "For each data collection rule its resource id, by its name."
}

variable "data_collection_endpoint_id" {
  type        = string
  description = "The resource id of the data collection endpoint."
}

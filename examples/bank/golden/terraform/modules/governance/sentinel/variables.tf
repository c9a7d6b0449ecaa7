# variables of governance/sentinel: written by `enclave build`; change enclave.yaml, not this file

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

variable "workspace_setting_names" {
  type        = list(string)
  description = "Names of the settings to deploy."
}

variable "workspace_setting_2_names" {
  type        = list(string)
  description = "Names of the settings to deploy."
}

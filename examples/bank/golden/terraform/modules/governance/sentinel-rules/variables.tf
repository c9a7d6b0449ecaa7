# variables of governance/sentinel-rules: written by `enclave build`; change enclave.yaml, not this file

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

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "workspace_id" {
  type        = string
  description = "The resource id of the workspace."
}

variable "action_group_id" {
  type        = string
  description = "The resource id of the action group."
}

variable "workspace_alert_rule_names" {
  type        = list(string)
  description = "Names of the alert rules to deploy."
}

variable "workspace_alert_rule_2_names" {
  type        = list(string)
  description = "Names of the alert rules to deploy."
}

variable "workspace_alert_rule_3_names" {
  type        = list(string)
  description = "Names of the alert rules to deploy."
}

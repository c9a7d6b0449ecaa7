# variables of monitoring/alert-rules: written by `enclave build`; change enclave.yaml, not this file

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

variable "vault_availability_kv_keys_metric_alert_name" {
  type        = string
  description = "Name of the vault availability keys metric alert."
}

variable "vault_availability_kv_metric_alert_name" {
  type        = string
  description = "Name of the vault availability metric alert."
}

variable "vault_availability_kv_metric_alert_2_name" {
  type        = string
  description = "Name of the vault availability metric alert 2."
}

variable "workspace_id" {
  type        = string
  description = "The resource id of the workspace."
}

variable "action_group_id" {
  type        = string
  description = "The resource id of the action group."
}

variable "azure_firewall_id" {
  type        = string
  description = "The resource id of the azure firewall."
}

variable "vault_id" {
  type        = string
  description = "The resource id of the vault."
}

variable "vault_id_2" {
  type        = string
  description = "The resource id of the vault."
}

variable "vault_id_3" {
  type        = string
  description = "The resource id of the vault."
}

variable "application_gateway_id" {
  type        = string
  description = "The resource id of the application gateway."
}

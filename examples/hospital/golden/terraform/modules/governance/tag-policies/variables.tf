# variables of governance/tag-policies: written by `enclave build`; change enclave.yaml, not this file

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

# variables of governance/regulatory-compliance: written by `enclave build`; change enclave.yaml, not this file

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "canberra_workspace_customer_id" {
  type        = string
  description = "The `properties.customerId` of the workspace."
}

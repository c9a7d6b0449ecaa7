# variables of monitoring/diagnostic-settings-subscription: written by `enclave build`; change enclave.yaml, not this file

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "east_workspace_id" {
  type        = string
  description = "The resource id of the workspace."
}

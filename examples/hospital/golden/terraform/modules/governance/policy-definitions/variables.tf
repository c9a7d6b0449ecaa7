# variables of governance/policy-definitions: written by `enclave build`; change enclave.yaml, not this file

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

# variables of governance/policy-assignments: written by `enclave build`; change enclave.yaml, not this file

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "policy_set_definition_id" {
  type        = string
  description = "The resource id of the policy set definition."
}

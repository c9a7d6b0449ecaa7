# variables of governance/defender-for-cloud-subscription: written by `enclave build`; change enclave.yaml, not this file

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

# variables of backup-recovery/restore-procedures-subscription: written by `enclave build`; change enclave.yaml, not this file

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "europe_user_assigned_identity_principal_id" {
  type        = string
  description = "The `properties.principalId` of the user assigned identity."
}

variable "us_healthcare_user_assigned_identity_principal_id" {
  type        = string
  description = "The `properties.principalId` of the user assigned identity."
}

# variables of compute/virtual-machines-canberra: written by `enclave build`; change enclave.yaml, not this file

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
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

variable "maintenance_configuration_id" {
  type        = string
  description = "The resource id of the maintenance configuration."
}

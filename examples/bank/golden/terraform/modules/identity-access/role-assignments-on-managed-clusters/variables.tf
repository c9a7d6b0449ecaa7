# variables of identity-access/role-assignments-on-managed-clusters: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

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

variable "managed_cluster_role_assignment_name" {
  type        = string
  description = "Name of the managed cluster role assignment."
}

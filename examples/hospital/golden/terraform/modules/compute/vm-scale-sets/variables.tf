# variables of compute/vm-scale-sets: written by `enclave build`; change enclave.yaml, not this file

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

variable "user_assigned_identity_ids" {
  type        = map(string)
  description = "For each user assigned identity its resource id, by its name."
}

variable "proximity_placement_group_id" {
  type        = string
  description = "The resource id of the proximity placement group."
}

variable "disk_encryption_set_id" {
  type        = string
  description = "The resource id of the disk encryption set."
}

variable "worker_virtual_machine_scale_set_admin_username" {
  type        = string
  description = "Admin username of the virtual machine scale set."
}

variable "ssh_public_key_public_key" {
  type        = string
  description = "The `properties.publicKey` of the ssh public key."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "backend_address_pool_id" {
  type        = string
  description = "The resource id of the backend address pool."
}

variable "user_assigned_identity_client_id" {
  type        = string
  description = "The `properties.clientId` of the user assigned identity."
}

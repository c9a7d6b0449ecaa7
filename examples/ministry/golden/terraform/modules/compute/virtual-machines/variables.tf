# variables of compute/virtual-machines: written by `enclave build`; change enclave.yaml, not this file

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

variable "machine_ssh_public_key" {
  type        = string
  description = "Public SSH key of the account that machines are made with; people log in with Microsoft Entra."
  sensitive   = true
  ephemeral   = true
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "disk_encryption_set_id" {
  type        = string
  description = "The resource id of the disk encryption set."
}

variable "user_assigned_identity_ids" {
  type        = map(string)
  description = "For each user assigned identity its resource id, by its name."
}

variable "virtual_machine_admin_username" {
  type        = string
  description = "Admin username of the virtual machine."
}

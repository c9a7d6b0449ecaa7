# variables of ai-services/customer-managed-keys: written by `enclave build`; change enclave.yaml, not this file

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

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "private_endpoint_name" {
  type        = string
  description = "Name of the private endpoint."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

variable "keys" {
  type = list(object({
    name                 = string
    role_assignment_name = string
    key_ops              = list(string)
  }))
  description = <<-EOT
    Keys to deploy:
    - name: Name of the key.
    - role_assignment_name: Name of the role assignment.
    - key_ops: Key ops of the key.
  EOT
}

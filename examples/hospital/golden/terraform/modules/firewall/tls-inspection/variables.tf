# variables of firewall/tls-inspection: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "firewall_authority" {
  type        = string
  description = "Intermediate authority of the firewall's TLS inspection: a PFX without a password, in base64, RSA 4096, CA with a path length of 1 or more, good for a year at least. Clients must trust it."
  sensitive   = true
  ephemeral   = true
}

# variables of private-dns/private-dns-zones: written by `enclave build`; change enclave.yaml, not this file

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

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "virtual_network_ids" {
  type        = map(string)
  description = "For each virtual network its resource id, by its name."
}

variable "a_ipv_4_address" {
  type        = string
  description = "Ipv 4 address of the a."
}

variable "private_dns_zones" {
  type = list(object({
    private_dns_zone_name      = string
    virtual_network_link_names = list(string)
  }))
  description = <<-EOT
    Private DNS zones to deploy:
    - private_dns_zone_name: Name of the private DNS zone.
    - virtual_network_link_names: Names of the virtual network links to deploy.
  EOT
}

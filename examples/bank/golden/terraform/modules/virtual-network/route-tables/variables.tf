# variables of virtual-network/route-tables: written by `enclave build`; change enclave.yaml, not this file

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

variable "addresses" {
  type = object({
    hub_network                 = string
    azure_firewall_subnet       = string
    azure_bastion_subnet        = string
    ai_services_network         = string
    ai_endpoints_subnet         = string
    compute_network             = string
    gateway_subnet              = string
    kubernetes_subnet           = string
    kubernetes_api_subnet       = string
    data_network                = string
    data_endpoints_subnet       = string
    management_network          = string
    management_endpoints_subnet = string
    operations_subnet           = string
    firewall                    = string
  })
  description = <<-EOT
    Addresses of the networks of the region:
    - hub_network: Address prefix of the hub network.
    - azure_firewall_subnet: Address prefix of the azure firewall subnet.
    - azure_bastion_subnet: Address prefix of the azure bastion subnet.
    - ai_services_network: Address prefix of the AI services network.
    - ai_endpoints_subnet: Address prefix of the AI endpoints subnet.
    - compute_network: Address prefix of the compute network.
    - gateway_subnet: Address prefix of the gateway subnet.
    - kubernetes_subnet: Address prefix of the kubernetes subnet.
    - kubernetes_api_subnet: Address prefix of the kubernetes API subnet.
    - data_network: Address prefix of the data network.
    - data_endpoints_subnet: Address prefix of the data endpoints subnet.
    - management_network: Address prefix of the management network.
    - management_endpoints_subnet: Address prefix of the management endpoints subnet.
    - operations_subnet: Address prefix of the operations subnet.
    - firewall: Private address of the firewall.
  EOT
}

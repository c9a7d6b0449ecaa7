# variables of virtual-network/subnets: written by `enclave build`; change enclave.yaml, not this file

variable "addresses" {
  type = object({
    hub_network                 = string
    azure_firewall_subnet       = string
    azure_bastion_subnet        = string
    application_gateway_subnet  = string
    ai_services_network         = string
    ai_endpoints_subnet         = string
    compute_network             = string
    gateway_subnet              = string
    machines_subnet             = string
    container_apps_subnet       = string
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
    - application_gateway_subnet: Address prefix of the application gateway subnet.
    - ai_services_network: Address prefix of the AI services network.
    - ai_endpoints_subnet: Address prefix of the AI endpoints subnet.
    - compute_network: Address prefix of the compute network.
    - gateway_subnet: Address prefix of the gateway subnet.
    - machines_subnet: Address prefix of the machines subnet.
    - container_apps_subnet: Address prefix of the container apps subnet.
    - data_network: Address prefix of the data network.
    - data_endpoints_subnet: Address prefix of the data endpoints subnet.
    - management_network: Address prefix of the management network.
    - management_endpoints_subnet: Address prefix of the management endpoints subnet.
    - operations_subnet: Address prefix of the operations subnet.
    - firewall: Private address of the firewall.
  EOT
}

variable "network_security_group_ids" {
  type        = map(string)
  description = "For each network security group its resource id, by its name."
}

variable "route_table_ids" {
  type        = map(string)
  description = "For each route table its resource id, by its name."
}

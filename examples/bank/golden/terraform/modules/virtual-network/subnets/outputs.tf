# virtual-network/subnets: written by `enclave build`; change enclave.yaml, not this file

output "hub_virtual_network_subnets" {
  description = "The subnets of the virtual network `hubVirtualNetwork`."
  value = [
    {
      name = "AzureFirewallSubnet"
      properties = {
        addressPrefix = var.addresses.azure_firewall_subnet
        natGateway = {
          id = var.nat_gateway_id
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Disabled"
      }
    },
    {
      name = "AzureBastionSubnet"
      properties = {
        addressPrefix = var.addresses.azure_bastion_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids.AzureBastion
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Disabled"
      }
    },
  ]
}

output "ai_services_virtual_network_subnets" {
  description = "The subnets of the virtual network `aiServicesVirtualNetwork`."
  value = [
    {
      name = "snet-ai-endpoints"
      properties = {
        addressPrefix = var.addresses.ai_endpoints_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids["ai-endpoints"]
        }
        routeTable = {
          id = var.route_table_ids["ai-endpoints"]
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Enabled"
      }
    },
  ]
}

output "compute_virtual_network_subnets" {
  description = "The subnets of the virtual network `computeVirtualNetwork`."
  value = [
    {
      name = "snet-gateway"
      properties = {
        addressPrefix = var.addresses.gateway_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids.gateway
        }
        routeTable = {
          id = var.route_table_ids.gateway
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Enabled"
      }
    },
    {
      name = "snet-kubernetes"
      properties = {
        addressPrefix = var.addresses.kubernetes_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids.kubernetes
        }
        routeTable = {
          id = var.route_table_ids.kubernetes
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Enabled"
      }
    },
    {
      name = "snet-kubernetes-api"
      properties = {
        addressPrefix = var.addresses.kubernetes_api_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids["kubernetes-api"]
        }
        routeTable = {
          id = var.route_table_ids["kubernetes-api"]
        }
        delegations = [
          {
            name = "Microsoft.ContainerService.managedClusters"
            properties = {
              serviceName = "Microsoft.ContainerService/managedClusters"
            }
          },
        ]
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Enabled"
      }
    },
  ]
}

output "data_virtual_network_subnets" {
  description = "The subnets of the virtual network `dataVirtualNetwork`."
  value = [
    {
      name = "snet-data-endpoints"
      properties = {
        addressPrefix = var.addresses.data_endpoints_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids["data-endpoints"]
        }
        routeTable = {
          id = var.route_table_ids["data-endpoints"]
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Enabled"
      }
    },
  ]
}

output "management_virtual_network_subnets" {
  description = "The subnets of the virtual network `managementVirtualNetwork`."
  value = [
    {
      name = "snet-management-endpoints"
      properties = {
        addressPrefix = var.addresses.management_endpoints_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids["management-endpoints"]
        }
        routeTable = {
          id = var.route_table_ids["management-endpoints"]
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Enabled"
      }
    },
    {
      name = "snet-operations"
      properties = {
        addressPrefix = var.addresses.operations_subnet
        networkSecurityGroup = {
          id = var.network_security_group_ids.operations
        }
        routeTable = {
          id = var.route_table_ids.operations
        }
        defaultOutboundAccess          = false
        privateEndpointNetworkPolicies = "Enabled"
      }
    },
  ]
}

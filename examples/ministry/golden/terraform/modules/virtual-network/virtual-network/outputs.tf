# outputs of virtual-network/virtual-network: written by `enclave build`; change enclave.yaml, not this file

output "subnet_ids" {
  description = "Resource ids of the subnet resources, by their names."
  value = {
    AzureBastionSubnet     = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}/subnets/AzureBastionSubnet"
    AzureFirewallSubnet    = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}/subnets/AzureFirewallSubnet"
    "management-endpoints" = "${azapi_resource.management_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.management_virtual_network.name}/subnets/snet-management-endpoints"
    "data-endpoints"       = "${azapi_resource.data_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.data_virtual_network.name}/subnets/snet-data-endpoints"
    "container-apps"       = "${azapi_resource.compute_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.compute_virtual_network.name}/subnets/snet-container-apps"
    machines               = "${azapi_resource.compute_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.compute_virtual_network.name}/subnets/snet-machines"
    "ai-endpoints"         = "${azapi_resource.ai_services_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.ai_services_virtual_network.name}/subnets/snet-ai-endpoints"
    "application-gateway"  = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}/subnets/snet-application-gateway"
  }
}

output "virtual_network_ids" {
  description = "Resource ids of the virtual network resources, by their names."
  value = {
    hub           = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}"
    management    = "${azapi_resource.management_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.management_virtual_network.name}"
    data          = "${azapi_resource.data_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.data_virtual_network.name}"
    "ai-services" = "${azapi_resource.ai_services_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.ai_services_virtual_network.name}"
    compute       = "${azapi_resource.compute_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.compute_virtual_network.name}"
  }
}

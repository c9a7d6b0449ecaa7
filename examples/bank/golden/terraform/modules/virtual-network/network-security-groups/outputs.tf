# outputs of virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

output "network_security_group_ids" {
  description = "Resource ids of the network security group resources, by their names."
  value = {
    AzureBastion           = "${azapi_resource.azure_bastion_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.azure_bastion_network_security_group.name}"
    "ai-endpoints"         = "${azapi_resource.ai_endpoints_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.ai_endpoints_network_security_group.name}"
    gateway                = "${azapi_resource.gateway_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.gateway_network_security_group.name}"
    kubernetes             = "${azapi_resource.kubernetes_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.kubernetes_network_security_group.name}"
    "kubernetes-api"       = "${azapi_resource.kubernetes_api_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.kubernetes_api_network_security_group.name}"
    "data-endpoints"       = "${azapi_resource.data_endpoints_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.data_endpoints_network_security_group.name}"
    "management-endpoints" = "${azapi_resource.management_endpoints_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.management_endpoints_network_security_group.name}"
    operations             = "${azapi_resource.operations_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.operations_network_security_group.name}"
  }
}

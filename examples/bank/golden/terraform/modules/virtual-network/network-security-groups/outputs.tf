# outputs of virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

output "network_security_group_ids" {
  description = "Resource ids of the network security group resources, by their names."
  value = {
    AzureBastion           = azapi_resource.azure_bastion_network_security_group.id
    "ai-endpoints"         = azapi_resource.ai_endpoints_network_security_group.id
    gateway                = azapi_resource.gateway_network_security_group.id
    kubernetes             = azapi_resource.kubernetes_network_security_group.id
    "kubernetes-api"       = azapi_resource.kubernetes_api_network_security_group.id
    "data-endpoints"       = azapi_resource.data_endpoints_network_security_group.id
    "management-endpoints" = azapi_resource.management_endpoints_network_security_group.id
    operations             = azapi_resource.operations_network_security_group.id
  }
}

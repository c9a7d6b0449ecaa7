# outputs of firewall/ip-groups: written by `enclave build`; change enclave.yaml, not this file

output "ip_group_ids" {
  description = "Resource ids of the IP group resources, by their names."
  value = {
    gateway                = "${azapi_resource.gateway_ip_group.parent_id}/providers/Microsoft.Network/ipGroups/${azapi_resource.gateway_ip_group.name}"
    "ai-endpoints"         = "${azapi_resource.ai_endpoints_ip_group.parent_id}/providers/Microsoft.Network/ipGroups/${azapi_resource.ai_endpoints_ip_group.name}"
    "management-endpoints" = "${azapi_resource.management_endpoints_ip_group.parent_id}/providers/Microsoft.Network/ipGroups/${azapi_resource.management_endpoints_ip_group.name}"
    kubernetes             = "${azapi_resource.kubernetes_ip_group.parent_id}/providers/Microsoft.Network/ipGroups/${azapi_resource.kubernetes_ip_group.name}"
    "kubernetes-api"       = "${azapi_resource.kubernetes_api_ip_group.parent_id}/providers/Microsoft.Network/ipGroups/${azapi_resource.kubernetes_api_ip_group.name}"
    operations             = "${azapi_resource.operations_ip_group.parent_id}/providers/Microsoft.Network/ipGroups/${azapi_resource.operations_ip_group.name}"
    "data-endpoints"       = "${azapi_resource.data_endpoints_ip_group.parent_id}/providers/Microsoft.Network/ipGroups/${azapi_resource.data_endpoints_ip_group.name}"
  }
}

# outputs of firewall/ip-groups: written by `enclave build`; change enclave.yaml, not this file

output "ip_group_ids" {
  description = "Resource ids of the IP group resources, by their names."
  value = {
    gateway                = azapi_resource.gateway_ip_group.id
    "ai-endpoints"         = azapi_resource.ai_endpoints_ip_group.id
    "management-endpoints" = azapi_resource.management_endpoints_ip_group.id
    machines               = azapi_resource.machines_ip_group.id
    "data-endpoints"       = azapi_resource.data_endpoints_ip_group.id
    "container-apps"       = azapi_resource.container_apps_ip_group.id
    operations             = azapi_resource.operations_ip_group.id
  }
}

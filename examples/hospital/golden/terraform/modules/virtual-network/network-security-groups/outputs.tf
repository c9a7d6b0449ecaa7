# outputs of virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

output "network_security_group_ids" {
  description = "Resource ids of the network security group resources, by their names."
  value = {
    AzureBastion               = "${azapi_resource.azure_bastion_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.azure_bastion_network_security_group.name}"
    "agents-radiology-reports" = "${azapi_resource.agents_radiology_reports_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.agents_radiology_reports_network_security_group.name}"
    gateway                    = "${azapi_resource.gateway_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.gateway_network_security_group.name}"
    machines                   = "${azapi_resource.machines_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.machines_network_security_group.name}"
    "container-instances"      = "${azapi_resource.container_instances_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.container_instances_network_security_group.name}"
    "data-endpoints"           = "${azapi_resource.data_endpoints_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.data_endpoints_network_security_group.name}"
    operations                 = "${azapi_resource.operations_network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${azapi_resource.operations_network_security_group.name}"
  }
}

output "network_security_group_ids_2" {
  description = "Resource ids of the network security group resources, by their names."
  value       = { for key, network_security_group in azapi_resource.network_security_group : key => "${network_security_group.parent_id}/providers/Microsoft.Network/networkSecurityGroups/${network_security_group.name}" }
}

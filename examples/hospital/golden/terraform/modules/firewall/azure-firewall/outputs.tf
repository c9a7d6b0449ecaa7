# outputs of firewall/azure-firewall: written by `enclave build`; change enclave.yaml, not this file

output "azure_firewall_id" {
  description = "Resource id of the azure firewall."
  value       = "${azapi_resource.azure_firewall.parent_id}/providers/Microsoft.Network/azureFirewalls/${azapi_resource.azure_firewall.name}"
}

output "public_ip_address_id" {
  description = "Resource id of the public IP address."
  value       = "${azapi_resource.public_ip_address.parent_id}/providers/Microsoft.Network/publicIPAddresses/${azapi_resource.public_ip_address.name}"
}

# outputs of firewall/azure-firewall: written by `enclave build`; change enclave.yaml, not this file

output "azure_firewall_id" {
  description = "Resource id of the azure firewall."
  value       = "${azapi_resource.azure_firewall.parent_id}/providers/Microsoft.Network/azureFirewalls/${azapi_resource.azure_firewall.name}"
}

# outputs of firewall/azure-firewall-public-ip-addresses: written by `enclave build`; change enclave.yaml, not this file

output "public_ip_address_id" {
  description = "Resource id of the public IP address."
  value       = "${azapi_resource.public_ip_address.parent_id}/providers/Microsoft.Network/publicIPAddresses/${azapi_resource.public_ip_address.name}"
}

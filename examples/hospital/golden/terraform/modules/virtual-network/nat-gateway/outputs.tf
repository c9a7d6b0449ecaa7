# outputs of virtual-network/nat-gateway: written by `enclave build`; change enclave.yaml, not this file

output "nat_gateway_id" {
  description = "Resource id of the NAT gateway."
  value       = "${azapi_resource.nat_gateway.parent_id}/providers/Microsoft.Network/natGateways/${azapi_resource.nat_gateway.name}"
}

output "public_ip_address_id" {
  description = "Resource id of the public IP address."
  value       = "${azapi_resource.public_ip_address.parent_id}/providers/Microsoft.Network/publicIPAddresses/${azapi_resource.public_ip_address.name}"
}

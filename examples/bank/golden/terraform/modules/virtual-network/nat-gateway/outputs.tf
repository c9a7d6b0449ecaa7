# outputs of virtual-network/nat-gateway: written by `enclave build`; change enclave.yaml, not this file

output "nat_gateway_id" {
  description = "Resource id of the NAT gateway."
  value       = azapi_resource.nat_gateway.id
}

output "public_ip_address_id" {
  description = "Resource id of the public IP address."
  value       = azapi_resource.public_ip_address.id
}

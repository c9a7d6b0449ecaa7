# outputs of private-dns/private-dns-zones: written by `enclave build`; change enclave.yaml, not this file

output "private_dns_zone_ids" {
  description = "Resource ids of the private DNS zone resources, by their names."
  value       = { for key, private_dns_zone in azapi_resource.private_dns_zone : key => "${private_dns_zone.parent_id}/providers/Microsoft.Network/privateDnsZones/${private_dns_zone.name}" }
}

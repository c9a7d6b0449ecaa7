# outputs of private-dns/private-dns-zones: written by `enclave build`; change enclave.yaml, not this file

output "private_dns_zone_ids" {
  description = "Resource ids of the private DNS zone resources, by their names."
  value       = { for key, private_dns_zone in azapi_resource.private_dns_zone_2 : key => "${private_dns_zone.parent_id}/providers/Microsoft.Network/privateDnsZones/${private_dns_zone.name}" }
}

output "private_dns_zone_ids_2" {
  description = "Resource ids of the private DNS zone resources, by their names."
  value       = { for private_dns_zone in var.private_dns_zones : private_dns_zone.private_dns_zone_name => "${var.resource_group_id}/providers/Microsoft.Network/privateDnsZones/${private_dns_zone.private_dns_zone_name}" }

  depends_on = [module.private_dns_zone]
}

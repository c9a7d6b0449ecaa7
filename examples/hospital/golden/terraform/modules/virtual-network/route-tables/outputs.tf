# outputs of virtual-network/route-tables: written by `enclave build`; change enclave.yaml, not this file

output "route_table_ids" {
  description = "Resource ids of the route table resources, by their names."
  value       = { for key, route_table in azapi_resource.route_table : key => "${route_table.parent_id}/providers/Microsoft.Network/routeTables/${route_table.name}" }
}

# outputs: written by `enclave build`; change enclave.yaml, not this file

output "resource_group_ids" {
  description = "Resource ids of the resource groups of the regions."
  value       = { for key, group in azapi_resource.resource_groups : key => group.id }
}

output "global_resource_group_id" {
  description = "Resource id of the resource group rg-contoso-bank-global."
  value       = azapi_resource.global_resource_group.id
}

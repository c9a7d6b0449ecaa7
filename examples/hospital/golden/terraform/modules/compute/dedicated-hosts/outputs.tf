# outputs of compute/dedicated-hosts: written by `enclave build`; change enclave.yaml, not this file

output "host_group_id" {
  description = "Resource id of the host group."
  value       = "${azapi_resource.host_group.parent_id}/providers/Microsoft.Compute/hostGroups/${azapi_resource.host_group.name}"
}

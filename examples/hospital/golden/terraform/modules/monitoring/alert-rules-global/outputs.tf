# outputs of monitoring/alert-rules-global: written by `enclave build`; change enclave.yaml, not this file

output "action_group_id" {
  description = "Resource id of the action group."
  value       = "${azapi_resource.action_group.parent_id}/providers/Microsoft.Insights/actionGroups/${azapi_resource.action_group.name}"
}

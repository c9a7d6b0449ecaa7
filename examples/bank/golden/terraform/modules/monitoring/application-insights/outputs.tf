# outputs of monitoring/application-insights: written by `enclave build`; change enclave.yaml, not this file

output "component_id" {
  description = "Resource id of the component."
  value       = "${azapi_resource.component.parent_id}/providers/Microsoft.Insights/components/${azapi_resource.component.name}"
}

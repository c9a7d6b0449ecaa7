# outputs of compute/virtual-machines: written by `enclave build`; change enclave.yaml, not this file

output "maintenance_configuration_id" {
  description = "Resource id of the maintenance configuration."
  value       = "${azapi_resource.maintenance_configuration.parent_id}/providers/Microsoft.Maintenance/maintenanceConfigurations/${azapi_resource.maintenance_configuration.name}"
}

output "virtual_machine_id" {
  description = "Resource id of the virtual machine."
  value       = "${azapi_resource.virtual_machine.parent_id}/providers/Microsoft.Compute/virtualMachines/${azapi_resource.virtual_machine.name}"
}

# container-infrastructure/service-mesh: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "maintenance_configuration" {
  type      = "Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2026-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerService/managedClusters/aks-${var.enclave}-${var.region}"
  name      = "default"
  body = {
    properties = {
      maintenanceWindow = {
        schedule = {
          weekly = {
            intervalWeeks = 1
            dayOfWeek     = "Friday"
          }
        }
        durationHours = 8
        utcOffset     = "+00:00"
        startTime     = "22:00"
      }
    }
  }
  schema_validation_enabled = true
}

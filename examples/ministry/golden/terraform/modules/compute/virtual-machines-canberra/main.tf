# compute/virtual-machines-canberra: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "configuration_assignment" {
  type      = "Microsoft.Maintenance/configurationAssignments@2023-04-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "mc-${var.enclave}-${var.region}-patches"
  location  = var.location
  body = {
    properties = {
      maintenanceConfigurationId = var.maintenance_configuration_id
      filter = {
        resourceTypes  = ["Microsoft.Compute/virtualMachines"]
        resourceGroups = ["rg-ministry-cases-canberra"]
        osTypes        = ["Linux"]
        locations      = [var.location]
      }
    }
  }
  schema_validation_enabled = true
}

# compute/proximity-placement-groups: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "proximity_placement_group" {
  type      = "Microsoft.Compute/proximityPlacementGroups@2026-04-01"
  parent_id = var.resource_group_id
  name      = "ppg-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    zones = ["1"]
    properties = {
      proximityPlacementGroupType = "Standard"
      intent = {
        vmSizes = ["Standard_D4as_v5"]
      }
    }
  }
  schema_validation_enabled = true
}

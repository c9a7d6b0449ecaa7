# outputs of compute/proximity-placement-groups: written by `enclave build`; change enclave.yaml, not this file

output "proximity_placement_group_id" {
  description = "Resource id of the proximity placement group."
  value       = "${azapi_resource.proximity_placement_group.parent_id}/providers/Microsoft.Compute/proximityPlacementGroups/${azapi_resource.proximity_placement_group.name}"
}

# identity-access/role-assignments-on-managed-clusters: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "managed_cluster_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerService/managedClusters/aks-${var.enclave}-${var.region}"
  name      = var.managed_cluster_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/4abbcc35-e782-43d8-92c5-2d3f1bd2253f"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

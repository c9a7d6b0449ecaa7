# backup-recovery/restore-procedures-subscription: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "restore_cosmos_restore_operator_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "2937e9f9-a3ab-5c17-90d1-f2910b547634"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5432c526-bc82-444a-b7ba-57c5b0b5b34f"
      principalId      = var.europe_user_assigned_identity_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "restore_cosmos_restore_operator_role_assignment_2" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "339a77c7-979a-58b4-8d3d-c27f2b76f387"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5432c526-bc82-444a-b7ba-57c5b0b5b34f"
      principalId      = var.us_healthcare_user_assigned_identity_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

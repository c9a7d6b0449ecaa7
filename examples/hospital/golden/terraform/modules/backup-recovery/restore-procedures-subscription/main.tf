# backup-recovery/restore-procedures-subscription: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "e1b8404f-52f9-5c20-94af-24980bf0e118"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5432c526-bc82-444a-b7ba-57c5b0b5b34f"
      principalId      = var.east_user_assigned_identity_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

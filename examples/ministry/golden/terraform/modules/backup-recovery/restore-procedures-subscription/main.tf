# backup-recovery/restore-procedures-subscription: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "3c916e0a-f625-5e46-9854-c634e9154992"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5432c526-bc82-444a-b7ba-57c5b0b5b34f"
      principalId      = var.canberra_user_assigned_identity_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

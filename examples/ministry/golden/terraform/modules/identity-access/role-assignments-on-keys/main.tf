# identity-access/role-assignments-on-keys: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "backup_key_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.keys_vault_name}/keys/backup"
  name      = "6e64494e-ea0c-520d-a9bf-577e325e9bf8"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6"
      principalId      = var.vault_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

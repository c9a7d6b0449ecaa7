# identity-access/role-assignments-on-keys: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "synapse_key_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.keys_vault_name}/keys/synapse"
  name      = "719d2acc-1057-5327-80ec-77a26bc624ec"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6"
      principalId      = var.workspace_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "d7fa0902-d4c3-59a1-81ea-6e615c2a3a0e"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"
      principalId      = var.workspace_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "backup_key_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.keys_vault_name}/keys/backup"
  name      = "a0415a06-8b76-5264-b473-94e2a04a2e1a"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6"
      principalId      = var.vault_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

# identity-access/role-assignments: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "firewall_authority_secret_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.vault_name}/secrets/firewall-authority"
  name      = "8bb7c7b1-c40e-58fb-b759-18944834d4a6"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"
      principalId      = var.user_assigned_identity_principal_ids.firewall
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.storage_account_name}"
  name      = "4b8bca2a-04be-59e4-95cb-ef603c97ba15"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"
      principalId      = var.user_assigned_identity_principal_ids["flow-logs"]
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "blob_data_owner_lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "b7375931-8408-58f5-9b4d-b90417724efd"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "backup_key_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.keys_vault_name}/keys/backup"
  name      = "f3a137fc-71a7-5e97-9c0a-910a231b447e"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6"
      principalId      = var.backup_vault_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "blob_data_contributor_backup_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.backup_storage_account_name}"
  name      = "ada2b368-0d45-5265-bb6e-657e9a8c7144"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "acr_push_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "ad9d6f31-6cde-5589-9dc0-2235665c5fcd"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "container_instances_acr_pull_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "aab98858-7bbc-58da-91ea-94db7565d93f"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
      principalId      = var.user_assigned_identity_principal_ids["container-instances"]
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "administrator_login_1_virtual_machine_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Compute/virtualMachines/vm-${var.enclave}-${var.region}-1"
  name      = "02a06e5e-f0cf-5676-81aa-b7cd1161cb26"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/1c0163c0-47e6-4577-8991-ea5c82e286e4"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "user_login_1_virtual_machine_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Compute/virtualMachines/vm-${var.enclave}-${var.region}-1"
  name      = "4b01e17c-8950-5705-8708-7df9e9939639"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/fb879df8-f326-4884-b1cf-06f3ad86be52"
      principalId      = "53333333-3333-3333-3333-333333333301"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "search_service_blob_data_reader_lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "15335d36-bfaa-5954-a8a4-467c514fd0a7"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
      principalId      = var.search_service_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ml_workspace_blob_data_reader_lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "1931376f-3e5d-5202-80d9-53a975476207"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
      principalId      = var.user_assigned_identity_principal_ids_2.workspace
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "azure_ml_data_scientist_workspace_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.MachineLearningServices/workspaces/mlw-${var.enclave}-${var.region}"
  name      = "6b3ee76f-aa8c-55aa-9274-ed52364b20fd"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/f6c7c914-8db3-469d-8ca1-694a8f32e121"
      principalId      = "53333333-3333-3333-3333-333333333301"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_contributor_backup_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.backup_storage_account_name}"
  name      = "43dd3de4-e522-5869-beb3-c7d4a11e926a"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"
      principalId      = var.backup_vault_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "cognitive_services_open_ai_user_radiology_reports_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.radiology_reports_account_name}"
  name      = "bf9a6947-58e7-5a9e-8654-ca5179ff6837"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
      principalId      = "52222222-2222-2222-2222-222222222201"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "reader_radiology_reports_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.radiology_reports_account_name}"
  name      = "c57e9c64-6185-50aa-b47e-e64de2773156"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
      principalId      = "54444444-4444-4444-4444-444444444444"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "gateway_cognitive_services_open_ai_user_radiology_reports_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.radiology_reports_account_name}"
  name      = "9c702dbb-233b-5b60-817e-3955ac482588"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
      principalId      = var.user_assigned_identity_principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "cognitive_services_open_ai_user_coding_review_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.coding_review_account_name}"
  name      = "03c76263-6df8-5ca8-9076-b6a9b23ff6b3"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
      principalId      = "52222222-2222-2222-2222-222222222202"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "reader_coding_review_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.coding_review_account_name}"
  name      = "f2099c3c-acdf-5750-bb31-f3cce084acb9"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
      principalId      = "54444444-4444-4444-4444-444444444444"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "gateway_cognitive_services_open_ai_user_coding_review_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.coding_review_account_name}"
  name      = "92bcbfe8-675e-5e90-9100-d26cbf652181"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
      principalId      = var.user_assigned_identity_principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Monitor/accounts/amw-${var.enclave}-${var.region}"
  name      = "4f1cb9e0-d228-56f2-9d4a-255adc7c19ef"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b0d8363b-8ddd-447d-831f-62ca05bff136"
      principalId      = var.grafana_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "grafana_log_analytics_reader_workspace_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "2b861cf7-c9c9-5f48-9767-e7e3ea82ae81"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/73c42c96-874c-492b-b04d-ab87d138a893"
      principalId      = var.grafana_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "grafana_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Dashboard/grafana/${var.grafana_name}"
  name      = "9c5d391a-68a9-5fec-83f5-720bf78b5444"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/22926164-76b3-42b3-bc55-97df8dab3e41"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "gateway_data_collection_rule_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Insights/dataCollectionRules/dcr-${var.enclave}-${var.region}-gateway"
  name      = "e67fa2aa-4373-51b7-a03e-f12024019ba1"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/3913510d-42f4-4e42-8a64-420c390055eb"
      principalId      = var.user_assigned_identity_principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

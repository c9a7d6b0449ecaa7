# identity-access/role-assignments: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "firewall_authority_secret_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.vault_name}/secrets/firewall-authority"
  name      = var.firewall_authority_item_role_assignment_name
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
  name      = var.storage_account_role_assignment_name
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
  name      = var.blob_data_owner_lake_storage_account_role_assignment_name
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
  name      = var.backup_key_role_assignment_name
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
  name      = var.blob_data_contributor_backup_storage_account_role_assignment_name
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
  name      = var.acr_push_registry_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "subnet_role_assignment" {
  for_each = { for role_assignment in var.subnet_role_assignments : role_assignment.name => role_assignment }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/virtualNetworks/vnet-${var.enclave}-${var.region}-compute/subnets/${each.value.subnet_name}"
  name      = each.value.name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
      principalId      = var.user_assigned_identity_principal_ids.kubernetes
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/privateDnsZones/privatelink.${var.location}.azmk8s.io"
  name      = var.privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b12aa53e-6015-4669-85d0-8515ebb3ae7f"
      principalId      = var.user_assigned_identity_principal_ids.kubernetes
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "compute_virtual_network_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/virtualNetworks/vnet-${var.enclave}-${var.region}-compute"
  name      = var.compute_virtual_network_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b12aa53e-6015-4669-85d0-8515ebb3ae7f"
      principalId      = var.user_assigned_identity_principal_ids.kubernetes
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "kubelet_user_assigned_identity_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${var.enclave}-${var.region}-kubelet"
  name      = var.kubelet_user_assigned_identity_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/f1a07417-d97a-45cb-824c-7a7467783830"
      principalId      = var.user_assigned_identity_principal_ids.kubernetes
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "kubelet_acr_pull_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = var.kubelet_acr_pull_registry_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
      principalId      = var.user_assigned_identity_principal_ids.kubelet
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "disk_encryption_set_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Compute/diskEncryptionSets/des-${var.enclave}-${var.region}"
  name      = var.disk_encryption_set_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
      principalId      = var.user_assigned_identity_principal_ids.kubernetes
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "keys_vault_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.keys_vault_name}"
  name      = var.keys_vault_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/f25e0fa2-a7c8-4377-a976-54943a77a395"
      principalId      = var.user_assigned_identity_principal_ids.kubernetes
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "search_service_blob_data_reader_lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = var.search_service_blob_data_reader_lake_storage_account_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
      principalId      = var.search_service_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "account_role_assignment" {
  for_each = { for role_assignment in var.account_role_assignments : role_assignment.name => role_assignment }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.account_name}"
  name      = each.value.name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908"
      principalId      = each.value.principal_id
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "account_role_assignment_2" {
  for_each = { for role_assignment in var.account_role_assignments_2 : role_assignment.name => role_assignment }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.account_2_name}"
  name      = each.value.name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908"
      principalId      = each.value.principal_id
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "azure_service_bus_data_sender_gateway_events_topic_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ServiceBus/namespaces/${var.namespace_name}/topics/gateway-events"
  name      = var.azure_service_bus_data_sender_gateway_events_topic_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"
      principalId      = var.user_assigned_identity_principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "azure_service_bus_data_sender_retraining_jobs_queue_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ServiceBus/namespaces/${var.namespace_name}/queues/retraining-jobs"
  name      = var.azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ServiceBus/namespaces/${var.namespace_name}/queues/retraining-jobs"
  name      = var.azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "azure_service_bus_data_receiver_gateway_events_topic_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ServiceBus/namespaces/${var.namespace_name}/topics/gateway-events"
  name      = var.azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"
      principalId      = "55555555-5555-5555-5555-555555555555"
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_contributor_backup_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.backup_storage_account_name}"
  name      = var.vault_contributor_backup_storage_account_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"
      principalId      = var.backup_vault_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "account_role_assignment_3" {
  for_each = { for role_assignment in var.account_role_assignments_3 : role_assignment.name => role_assignment }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/oai-${var.enclave}-${each.value.account_name}"
  name      = each.value.name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/${each.value.role_definition_name}"
      principalId      = each.value.principal_id
      principalType    = "Group"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "account_role_assignment_4" {
  for_each = { for role_assignment in var.account_role_assignments_4 : role_assignment.name => role_assignment }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/oai-${var.enclave}-${each.value.account_name}"
  name      = each.value.name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
      principalId      = var.user_assigned_identity_principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "checkpoints_container_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.anchor_storage_account_name}/blobServices/default/containers/checkpoints"
  name      = var.checkpoints_container_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = var.role_definition_ids.roleDefinition2
      principalId      = var.user_assigned_identity_principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

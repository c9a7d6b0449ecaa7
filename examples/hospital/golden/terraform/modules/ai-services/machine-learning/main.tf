# ai-services/machine-learning: written by `enclave build`; change enclave.yaml, not this file

locals {
  user_assigned_identity_names = [
    "workspace",
    "training",
  ]
}

resource "azapi_resource" "user_assigned_identity" {
  for_each = toset(local.user_assigned_identity_names)

  type                      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id                 = var.resource_group_id
  name                      = "id-${var.enclave}-${var.region}-ml-${each.value}"
  location                  = var.location
  tags                      = var.tags
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
  }
}

resource "azapi_resource" "storage_account" {
  type      = "Microsoft.Storage/storageAccounts@2026-04-01"
  parent_id = var.resource_group_id
  name      = var.storage_account_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Standard_GZRS"
    }
    kind = "StorageV2"
    properties = {
      publicNetworkAccess = "Disabled"
      networkAcls = {
        defaultAction       = "Deny"
        bypass              = "AzureServices"
        ipRules             = []
        virtualNetworkRules = []
      }
      allowSharedKeyAccess         = false
      defaultToOAuthAuthentication = true
      allowBlobPublicAccess        = false
      allowCrossTenantReplication  = false
      allowedCopyScope             = "AAD"
      minimumTlsVersion            = "TLS1_2"
      supportsHttpsTrafficOnly     = true
      isSftpEnabled                = false
      isLocalUserEnabled           = false
      encryption = {
        keySource                       = "Microsoft.Keyvault"
        requireInfrastructureEncryption = true
        services = {
          blob = {
            enabled = true
            keyType = "Account"
          }
          file = {
            enabled = true
            keyType = "Account"
          }
          queue = {
            enabled = true
            keyType = "Account"
          }
          table = {
            enabled = true
            keyType = "Account"
          }
        }
        keyvaultproperties = {
          keyvaulturi = var.vault_uri
          keyname     = "machine-learning"
        }
        identity = {
          userAssignedIdentity = var.user_assigned_identity_ids["machine-learning"]
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["machine-learning"]]
  }
}

resource "azapi_resource" "blob_service" {
  type      = "Microsoft.Storage/storageAccounts/blobServices@2026-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = "default"
  body = {
    properties = {
      deleteRetentionPolicy = {
        enabled = true
        days    = 30
      }
      containerDeleteRetentionPolicy = {
        enabled = true
        days    = 30
      }
      isVersioningEnabled = false
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_st_ml_blob_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.storage_account_st_ml_blob_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-stmercyhealthmlkfkmx-blob"
      privateLinkServiceConnections = [
        {
          name = "pep-stmercyhealthmlkfkmx-blob"
          properties = {
            privateLinkServiceId = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
            groupIds             = ["blob"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.blob_service]
}

resource "azapi_resource" "storage_account_st_ml_blob_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.storage_account_st_ml_blob_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-blob-core-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.blob.core.windows.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_st_ml_file_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.storage_account_st_ml_file_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-stmercyhealthmlkfkmx-file"
      privateLinkServiceConnections = [
        {
          name = "pep-stmercyhealthmlkfkmx-file"
          properties = {
            privateLinkServiceId = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
            groupIds             = ["file"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.storage_account_st_ml_blob_private_endpoint]
}

resource "azapi_resource" "storage_account_st_ml_file_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.storage_account_st_ml_file_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-file-core-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.file.core.windows.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "role_assignment" {
  for_each = { for role_assignment in var.role_assignments : role_assignment.name => role_assignment }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = each.value.name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/${each.value.role_definition_name}"
      principalId      = azapi_resource.user_assigned_identity[each.value.user_assigned_identity_key].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault" {
  type      = "Microsoft.KeyVault/vaults@2026-02-01"
  parent_id = var.resource_group_id
  name      = var.vault_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      tenantId = "51111111-1111-1111-1111-111111111111"
      sku = {
        family = "A"
        name   = "premium"
      }
      publicNetworkAccess = "Disabled"
      networkAcls = {
        defaultAction       = "Deny"
        bypass              = "AzureServices"
        ipRules             = []
        virtualNetworkRules = []
      }
      enableRbacAuthorization   = true
      enableSoftDelete          = true
      softDeleteRetentionInDays = 90
      enablePurgeProtection     = true
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_kv_ml_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.vault_kv_ml_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-kv-mercy-health-ml-kfkmx"
      privateLinkServiceConnections = [
        {
          name = "pep-kv-mercy-health-ml-kfkmx"
          properties = {
            privateLinkServiceId = "${azapi_resource.vault.parent_id}/providers/Microsoft.KeyVault/vaults/${azapi_resource.vault.name}"
            groupIds             = ["vault"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_kv_ml_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.vault_kv_ml_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-vaultcore-azure-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.vaultcore.azure.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "role_assignment_2" {
  for_each = { for role_assignment in var.role_assignments_2 : role_assignment.name => role_assignment }

  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.vault.id
  name      = each.value.name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/${each.value.role_definition_name}"
      principalId      = azapi_resource.user_assigned_identity["workspace"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ml_workspace_contributor_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "cdae325a-83c9-5441-935f-36293e7512bb"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
      principalId      = azapi_resource.user_assigned_identity["workspace"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "component_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Insights/components/appi-${var.enclave}-${var.region}"
  name      = "784e20e5-ac28-542d-88d1-90bdecb0c02f"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
      principalId      = azapi_resource.user_assigned_identity["workspace"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ml_workspace_azure_ai_enterprise_network_connection_approver_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "966c9370-dace-5208-86b9-2d45c41395e7"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.user_assigned_identity["workspace"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ml_workspace_azure_ai_enterprise_network_connection_approver_lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "bc755653-3de5-53f8-9f79-851af138120e"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.user_assigned_identity["workspace"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace" {
  type      = "Microsoft.MachineLearningServices/workspaces@2026-05-01"
  parent_id = var.resource_group_id
  name      = "mlw-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Basic"
      tier = "Basic"
    }
    kind = "Default"
    properties = {
      friendlyName                = "mercy-health"
      publicNetworkAccess         = "Disabled"
      storageAccount              = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
      keyVault                    = "${azapi_resource.vault.parent_id}/providers/Microsoft.KeyVault/vaults/${azapi_resource.vault.name}"
      containerRegistry           = var.registry_id
      applicationInsights         = var.component_id
      primaryUserAssignedIdentity = "${var.resource_group_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${var.enclave}-${var.region}-ml-workspace"
      managedNetwork = {
        isolationMode = "AllowOnlyApprovedOutbound"
        outboundRules = {
          "data-lake-blob" = {
            type     = "PrivateEndpoint"
            category = "UserDefined"
            destination = {
              serviceResourceId = var.storage_account_id
              subresourceTarget = "blob"
            }
          }
          "data-lake-dfs" = {
            type     = "PrivateEndpoint"
            category = "UserDefined"
            destination = {
              serviceResourceId = var.storage_account_id
              subresourceTarget = "dfs"
            }
          }
        }
      }
      provisionNetworkNow = true
      encryption = {
        status = "Enabled"
        identity = {
          userAssignedIdentity = var.user_assigned_identity_ids["machine-learning"]
        }
        keyVaultProperties = {
          keyVaultArmId = var.vault_id
          keyIdentifier = var.key_uri_with_versions["machine-learning"]
        }
      }
      hbiWorkspace             = true
      systemDatastoresAuthMode = "Identity"
      v1LegacyMode             = false
      imageBuildCompute        = "training"
    }
  }
  schema_validation_enabled = true

  identity {
    type = "UserAssigned"
    identity_ids = [
      "${var.resource_group_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${var.enclave}-${var.region}-ml-workspace",
      var.user_assigned_identity_ids["machine-learning"],
    ]
  }

  depends_on = [
    azapi_resource.user_assigned_identity,
    azapi_resource.role_assignment,
    azapi_resource.role_assignment_2,
    azapi_resource.ml_workspace_contributor_registry_role_assignment,
    azapi_resource.component_role_assignment,
    azapi_resource.ml_workspace_azure_ai_enterprise_network_connection_approver_registry_role_assignment,
    azapi_resource.ml_workspace_azure_ai_enterprise_network_connection_approver_lake_storage_account_role_assignment,
  ]
}

resource "azapi_resource" "workspace_ml_contributor_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.workspace.id
  name      = "541e5384-c9b8-590d-9963-ffcdda0f5430"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
      principalId      = azapi_resource.user_assigned_identity["workspace"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_mlw_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-mlw-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-mlw-mercy-health-east"
      privateLinkServiceConnections = [
        {
          name = "pep-mlw-mercy-health-east"
          properties = {
            privateLinkServiceId = "${azapi_resource.workspace.parent_id}/providers/Microsoft.MachineLearningServices/workspaces/${azapi_resource.workspace.name}"
            groupIds             = ["amlworkspace"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_mlw_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.workspace_mlw_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-api-azureml-ms"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.api.azureml.ms"]
          }
        },
        {
          name = "privatelink-notebooks-azure-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.notebooks.azure.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "compute" {
  type      = "Microsoft.MachineLearningServices/workspaces/computes@2026-05-01"
  parent_id = azapi_resource.workspace.id
  name      = "training"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      computeType      = "AmlCompute"
      disableLocalAuth = true
      properties = {
        osType     = "Linux"
        vmSize     = "Standard_DS3_v2"
        vmPriority = "Dedicated"
        scaleSettings = {
          minNodeCount                = 0
          maxNodeCount                = 4
          nodeIdleTimeBeforeScaleDown = "PT15M"
        }
        enableNodePublicIp          = false
        remoteLoginPortPublicAccess = "Disabled"
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = ["${var.resource_group_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${var.enclave}-${var.region}-ml-training"]
  }

  depends_on = [
    azapi_resource.user_assigned_identity,
    azapi_resource.role_assignment,
    azapi_resource.workspace_mlw_private_endpoint_default_dns_zone_group,
    azapi_resource.ml_training_blob_data_reader_lake_storage_account_role_assignment,
    azapi_resource.ml_training_acr_pull_registry_role_assignment,
  ]
}

resource "azapi_resource" "ml_training_blob_data_reader_lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "e3081bbf-e532-51eb-9e5a-b11f2b4ae9b5"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
      principalId      = azapi_resource.user_assigned_identity["training"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ml_training_acr_pull_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "181e741e-be65-5441-ad86-6ffa60a28f4f"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
      principalId      = azapi_resource.user_assigned_identity["training"].output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

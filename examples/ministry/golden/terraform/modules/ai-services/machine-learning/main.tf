# ai-services/machine-learning: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "user_assigned_identity" {
  type                      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id                 = var.resource_group_id
  name                      = "id-${var.enclave}-${var.region}-ml-workspace"
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
      customNetworkInterfaceName = "nic-pep-stministrycasesmlhj4j5-blob"
      privateLinkServiceConnections = [
        {
          name = "pep-stministrycasesmlhj4j5-blob"
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
      customNetworkInterfaceName = "nic-pep-stministrycasesmlhj4j5-file"
      privateLinkServiceConnections = [
        {
          name = "pep-stministrycasesmlhj4j5-file"
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
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
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
      tenantId = "61111111-1111-1111-1111-111111111111"
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

resource "azapi_resource" "vault_kv_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.vault_kv_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-kv-ministry-cases-hj4j5"
      privateLinkServiceConnections = [
        {
          name = "pep-kv-ministry-cases-hj4j5"
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

resource "azapi_resource" "vault_kv_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.vault_kv_private_endpoint.id
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
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ml_workspace_contributor_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "06a9bb83-0103-5ea5-b047-b51ff80c5351"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "component_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Insights/components/appi-${var.enclave}-${var.region}"
  name      = "0b7b81f2-a443-5ef7-8a19-092c54d6ae9e"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ml_workspace_azure_ai_enterprise_network_connection_approver_registry_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "ed75772e-c097-5e3a-8236-a31497dcfb35"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "lake_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "25c579d8-33ee-5b70-abfd-a8e6378b1b19"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
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
      friendlyName                = "ministry-cases"
      publicNetworkAccess         = "Disabled"
      storageAccount              = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
      keyVault                    = "${azapi_resource.vault.parent_id}/providers/Microsoft.KeyVault/vaults/${azapi_resource.vault.name}"
      containerRegistry           = var.registry_id
      applicationInsights         = var.component_id
      primaryUserAssignedIdentity = "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"
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
    }
  }
  schema_validation_enabled = true

  identity {
    type = "UserAssigned"
    identity_ids = [
      "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}",
      var.user_assigned_identity_ids["machine-learning"],
    ]
  }

  depends_on = [
    azapi_resource.role_assignment,
    azapi_resource.role_assignment_2,
    azapi_resource.ml_workspace_contributor_registry_role_assignment,
    azapi_resource.component_role_assignment,
    azapi_resource.ml_workspace_azure_ai_enterprise_network_connection_approver_registry_role_assignment,
    azapi_resource.lake_storage_account_role_assignment,
  ]
}

resource "azapi_resource" "workspace_ml_contributor_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.workspace.id
  name      = "98718670-3c38-5e80-9c53-19240c7af437"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
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
      customNetworkInterfaceName = "nic-pep-mlw-ministry-cases-canberra"
      privateLinkServiceConnections = [
        {
          name = "pep-mlw-ministry-cases-canberra"
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

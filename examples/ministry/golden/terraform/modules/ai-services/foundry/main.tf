# ai-services/foundry: written by `enclave build`; change enclave.yaml, not this file

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
        bypass              = "None"
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
          keyname     = "storage"
        }
        identity = {
          userAssignedIdentity = var.user_assigned_identity_ids.storage
        }
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    blob = "properties.primaryEndpoints.blob"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.storage]
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

resource "azapi_resource" "storage_account_st_agen_blob_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.storage_account_st_agen_blob_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-stministrycasesagengvg53-blob"
      privateLinkServiceConnections = [
        {
          name = "pep-stministrycasesagengvg53-blob"
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

resource "azapi_resource" "storage_account_st_agen_blob_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.storage_account_st_agen_blob_private_endpoint.id
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

resource "azapi_resource" "storage_account_case_summaries_azure_ai_enterprise_network_connection_approver_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = "26d6a839-0184-5391-88b0-04787d905372"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.case_summaries_account.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_case_summaries_blob_data_contributor_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = "62bb48aa-d555-5cfb-bf48-c88cb3822782"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"
      principalId      = azapi_resource.case_summaries_account_project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_case_summaries_blob_data_owner_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = "64e98fc5-b9da-5254-bb61-671d40f05f8c"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
      principalId      = azapi_resource.case_summaries_account_project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_account" {
  type      = "Microsoft.CognitiveServices/accounts@2026-07-01"
  parent_id = var.resource_group_id
  name      = var.case_summaries_account_name
  location  = var.location
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "case-summaries"
  }
  body = {
    sku = {
      name = "S0"
    }
    kind = "AIServices"
    properties = {
      customSubDomainName = "ais-ministry-cases-case-summaries-2ew3a"
      publicNetworkAccess = "Disabled"
      networkAcls = {
        defaultAction       = "Deny"
        bypass              = "None"
        ipRules             = []
        virtualNetworkRules = []
      }
      disableLocalAuth              = true
      restrictOutboundNetworkAccess = true
      allowedFqdnList = [
        "cosno-ministry-cases-zj3jy.documents.azure.com",
        "stministrycasesagengvg53.blob.core.windows.net",
        "srch-ministry-cases-zj3jy.search.windows.net",
      ]
      allowProjectManagement = true
      networkInjections = [
        {
          scenario                   = "agent"
          subnetArmId                = ""
          useMicrosoftManagedNetwork = true
        },
      ]
      storedCompletionsDisabled = true
      encryption = {
        keySource = "Microsoft.KeyVault"
        keyVaultProperties = {
          keyVaultUri      = var.vault_uri
          keyName          = "ai-services"
          identityClientId = var.user_assigned_identity_client_ids["ai-services"]
        }
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "identity.principalId"
  }

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["ai-services"]]
  }
}

resource "azapi_resource" "case_summaries_account_hub_rai_policy" {
  type      = "Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01"
  parent_id = azapi_resource.case_summaries_account.id
  name      = "hub"
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "case-summaries"
  }
  body = {
    properties = {
      basePolicyName = "Microsoft.DefaultV2"
      mode           = "Blocking"
      contentFilters = [
        {
          name              = "Hate"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Hate"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Sexual"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Sexual"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Violence"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Violence"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Selfharm"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Selfharm"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name     = "Jailbreak"
          source   = "Prompt"
          enabled  = true
          blocking = true
        },
        {
          name     = "Indirect Attack"
          source   = "Prompt"
          enabled  = true
          blocking = true
        },
        {
          name     = "Protected Material Text"
          source   = "Completion"
          enabled  = true
          blocking = true
        },
        {
          name     = "Protected Material Code"
          source   = "Completion"
          enabled  = true
          blocking = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_account_default_defender_for_ai_setting" {
  type      = "Microsoft.CognitiveServices/accounts/defenderForAISettings@2026-07-01"
  parent_id = azapi_resource.case_summaries_account.id
  name      = "Default"
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "case-summaries"
  }
  body = {
    properties = {
      state = "Enabled"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_hub_rai_policy]
}

resource "azapi_resource" "case_summaries_account_gpt_54_deployment" {
  type      = "Microsoft.CognitiveServices/accounts/deployments@2026-07-01"
  parent_id = azapi_resource.case_summaries_account.id
  name      = "gpt-5.4"
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "case-summaries"
  }
  body = {
    sku = {
      name     = "ProvisionedManaged"
      capacity = 50
    }
    properties = {
      model = {
        format  = "OpenAI"
        name    = "gpt-5.4"
        version = "2026-03-05"
      }
      versionUpgradeOption = "NoAutoUpgrade"
      raiPolicyName        = "hub"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_default_defender_for_ai_setting]
}

resource "azapi_resource" "case_summaries_account_ais_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.case_summaries_account_ais_private_endpoint_name
  location  = var.location
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "case-summaries"
  }
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["ai-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-ais-ministry-cases-case-summaries-2ew3a"
      privateLinkServiceConnections = [
        {
          name = "pep-ais-ministry-cases-case-summaries-2ew3a"
          properties = {
            privateLinkServiceId = "${azapi_resource.case_summaries_account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.case_summaries_account.name}"
            groupIds             = ["account"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_gpt_54_deployment]
}

resource "azapi_resource" "case_summaries_account_ais_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.case_summaries_account_ais_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-cognitiveservices-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.cognitiveservices.azure.com"]
          }
        },
        {
          name = "privatelink-openai-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.openai.azure.com"]
          }
        },
        {
          name = "privatelink-services-ai-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.services.ai.azure.com"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_account_azure_ai_enterprise_network_connection_approver_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.case_summaries_account.id
  name      = "c94d8d09-1f71-5c64-be83-743fabc35ff7"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.case_summaries_account.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_account_default_managed_network" {
  type      = "Microsoft.CognitiveServices/accounts/managedNetworks@2026-07-01"
  parent_id = azapi_resource.case_summaries_account.id
  name      = "default"
  body = {
    properties = {
      managedNetwork = {
        isolationMode      = "AllowOnlyApprovedOutbound"
        managedNetworkKind = "V2"
        firewallSku        = "Standard"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [
    azapi_resource.storage_account_case_summaries_azure_ai_enterprise_network_connection_approver_role_assignment,
    azapi_resource.case_summaries_account_ais_private_endpoint_default_dns_zone_group,
    azapi_resource.case_summaries_account_azure_ai_enterprise_network_connection_approver_role_assignment,
    azapi_resource.case_summaries_azure_ai_enterprise_network_connection_approver_database_account_role_assignment,
    azapi_resource.case_summaries_azure_ai_enterprise_network_connection_approver_search_service_role_assignment,
  ]
}

resource "azapi_resource" "case_summaries_account_default_managed_network_threads_outbound_rule" {
  type      = "Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_default_managed_network.id
  name      = "threads"
  body = {
    properties = {
      type     = "PrivateEndpoint"
      category = "UserDefined"
      destination = {
        serviceResourceId = var.database_account_id
        subresourceTarget = "Sql"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_account_default_managed_network_files_outbound_rule" {
  type      = "Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_default_managed_network.id
  name      = "files"
  body = {
    properties = {
      type     = "PrivateEndpoint"
      category = "UserDefined"
      destination = {
        serviceResourceId = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
        subresourceTarget = "blob"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_default_managed_network_threads_outbound_rule]
}

resource "azapi_resource" "case_summaries_account_default_managed_network_vectors_outbound_rule" {
  type      = "Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_default_managed_network.id
  name      = "vectors"
  body = {
    properties = {
      type     = "PrivateEndpoint"
      category = "UserDefined"
      destination = {
        serviceResourceId = var.search_service_id
        subresourceTarget = "searchService"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_default_managed_network_files_outbound_rule]
}

resource "azapi_resource" "case_summaries_account_default_managed_network_models_outbound_rule" {
  type      = "Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_default_managed_network.id
  name      = "models"
  body = {
    properties = {
      type     = "PrivateEndpoint"
      category = "UserDefined"
      destination = {
        serviceResourceId = "${azapi_resource.case_summaries_account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.case_summaries_account.name}"
        subresourceTarget = "account"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_default_managed_network_vectors_outbound_rule]
}

resource "azapi_resource" "case_summaries_account_project" {
  type      = "Microsoft.CognitiveServices/accounts/projects@2026-07-01"
  parent_id = azapi_resource.case_summaries_account.id
  name      = "case-summaries"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      displayName = "case-summaries"
      description = "case-summaries, of ministry-cases"
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "identity.principalId"
  }

  identity {
    type = "SystemAssigned"
  }

  depends_on = [azapi_resource.case_summaries_account_default_managed_network_models_outbound_rule]
}

resource "azapi_resource" "case_summaries_account_project_threads_connection" {
  type      = "Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_project.id
  name      = "threads"
  body = {
    properties = {
      category      = "CosmosDb"
      target        = var.database_account_document_endpoint
      authType      = "AAD"
      isSharedToAll = false
      metadata = {
        ApiType    = "Azure"
        ResourceId = var.database_account_id
        location   = var.location
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_account_project_files_connection" {
  type      = "Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_project.id
  name      = "files"
  body = {
    properties = {
      category      = "AzureStorageAccount"
      target        = azapi_resource.storage_account.output.blob
      authType      = "AAD"
      isSharedToAll = false
      metadata = {
        ApiType    = "Azure"
        ResourceId = "${azapi_resource.storage_account.parent_id}/providers/Microsoft.Storage/storageAccounts/${azapi_resource.storage_account.name}"
        location   = var.location
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_project_threads_connection]
}

resource "azapi_resource" "case_summaries_account_project_vectors_connection" {
  type      = "Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_project.id
  name      = "vectors"
  body = {
    properties = {
      category      = "CognitiveSearch"
      target        = var.search_service_endpoint
      authType      = "AAD"
      isSharedToAll = false
      metadata = {
        ApiType    = "Azure"
        ResourceId = var.search_service_id
        location   = var.location
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.case_summaries_account_project_files_connection]
}

resource "azapi_resource" "capability_host" {
  type      = "Microsoft.CognitiveServices/accounts/projects/capabilityHosts@2026-07-01"
  parent_id = azapi_resource.case_summaries_account_project.id
  name      = "agents"
  body = {
    properties = {
      threadStorageConnections = ["threads"]
      storageConnections       = ["files"]
      vectorStoreConnections   = ["vectors"]
    }
  }
  schema_validation_enabled = true

  depends_on = [
    azapi_resource.storage_account_st_agen_blob_private_endpoint,
    azapi_resource.storage_account_case_summaries_blob_data_contributor_role_assignment,
    azapi_resource.storage_account_case_summaries_blob_data_owner_role_assignment,
    azapi_resource.case_summaries_account_default_managed_network_models_outbound_rule,
    azapi_resource.case_summaries_account_project_vectors_connection,
    azapi_resource.case_summaries_cosmos_db_operator_database_account_role_assignment,
    azapi_resource.case_summaries_index_data_contributor_search_service_role_assignment,
    azapi_resource.case_summaries_contributor_search_service_role_assignment,
  ]
}

resource "azapi_resource" "case_summaries_azure_ai_enterprise_network_connection_approver_database_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DocumentDB/databaseAccounts/${var.database_account_name}"
  name      = "84842d45-1be5-55f5-8d7e-523a52cd2607"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.case_summaries_account.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_azure_ai_enterprise_network_connection_approver_search_service_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Search/searchServices/${var.search_service_name}"
  name      = "e34c7a75-072d-59b8-88e3-0185c4403b52"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.case_summaries_account.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_cosmos_db_operator_database_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DocumentDB/databaseAccounts/${var.database_account_name}"
  name      = "4a6fce63-254d-5c2e-8de3-4857ec6cbbba"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/230815da-be43-4aae-9cb4-875f7bd000aa"
      principalId      = azapi_resource.case_summaries_account_project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_index_data_contributor_search_service_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Search/searchServices/${var.search_service_name}"
  name      = "46f7a1fb-ae64-5962-9d83-87ec63571b95"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/8ebe5a00-799e-43f5-93ac-243d3dce84a7"
      principalId      = azapi_resource.case_summaries_account_project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "case_summaries_contributor_search_service_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Search/searchServices/${var.search_service_name}"
  name      = "35dd614a-c86a-5291-8a4e-4b0f0a128a51"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/7ca78c08-252a-4471-8644-bb5ff32d4ba0"
      principalId      = azapi_resource.case_summaries_account_project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "sql_role_assignment" {
  type      = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DocumentDB/databaseAccounts/${var.database_account_name}"
  name      = "c50e7911-7251-5c9e-bd65-e130882de171"
  body = {
    properties = {
      roleDefinitionId = var.sql_role_definition_id
      scope            = var.db_id
      principalId      = azapi_resource.case_summaries_account_project.output.principal_id
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.capability_host]
}

resource "azapi_resource" "letter_drafts_account" {
  type      = "Microsoft.CognitiveServices/accounts@2026-07-01"
  parent_id = var.resource_group_id
  name      = var.letter_drafts_account_name
  location  = var.location
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "letter-drafts"
  }
  body = {
    sku = {
      name = "S0"
    }
    kind = "AIServices"
    properties = {
      customSubDomainName = "ais-ministry-cases-letter-drafts-524zb"
      publicNetworkAccess = "Disabled"
      networkAcls = {
        defaultAction       = "Deny"
        bypass              = "None"
        ipRules             = []
        virtualNetworkRules = []
      }
      disableLocalAuth              = true
      restrictOutboundNetworkAccess = true
      allowedFqdnList               = []
      allowProjectManagement        = true
      networkInjections = [
        {
          scenario                   = "agent"
          subnetArmId                = ""
          useMicrosoftManagedNetwork = true
        },
      ]
      storedCompletionsDisabled = true
      encryption = {
        keySource = "Microsoft.KeyVault"
        keyVaultProperties = {
          keyVaultUri      = var.vault_uri
          keyName          = "ai-services"
          identityClientId = var.user_assigned_identity_client_ids["ai-services"]
        }
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "identity.principalId"
  }

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["ai-services"]]
  }
}

resource "azapi_resource" "letter_drafts_account_hub_rai_policy" {
  type      = "Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01"
  parent_id = azapi_resource.letter_drafts_account.id
  name      = "hub"
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "letter-drafts"
  }
  body = {
    properties = {
      basePolicyName = "Microsoft.DefaultV2"
      mode           = "Blocking"
      contentFilters = [
        {
          name              = "Hate"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Hate"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Sexual"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Sexual"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Violence"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Violence"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Selfharm"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name              = "Selfharm"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Medium"
        },
        {
          name     = "Jailbreak"
          source   = "Prompt"
          enabled  = true
          blocking = true
        },
        {
          name     = "Indirect Attack"
          source   = "Prompt"
          enabled  = true
          blocking = true
        },
        {
          name     = "Protected Material Text"
          source   = "Completion"
          enabled  = true
          blocking = true
        },
        {
          name     = "Protected Material Code"
          source   = "Completion"
          enabled  = true
          blocking = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "letter_drafts_account_default_defender_for_ai_setting" {
  type      = "Microsoft.CognitiveServices/accounts/defenderForAISettings@2026-07-01"
  parent_id = azapi_resource.letter_drafts_account.id
  name      = "Default"
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "letter-drafts"
  }
  body = {
    properties = {
      state = "Enabled"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.letter_drafts_account_hub_rai_policy]
}

resource "azapi_resource" "letter_drafts_account_gpt_51_deployment" {
  type      = "Microsoft.CognitiveServices/accounts/deployments@2026-07-01"
  parent_id = azapi_resource.letter_drafts_account.id
  name      = "gpt-5.1"
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "letter-drafts"
  }
  body = {
    sku = {
      name     = "ProvisionedManaged"
      capacity = 50
    }
    properties = {
      model = {
        format  = "OpenAI"
        name    = "gpt-5.1"
        version = "2025-11-13"
      }
      versionUpgradeOption = "NoAutoUpgrade"
      raiPolicyName        = "hub"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.letter_drafts_account_default_defender_for_ai_setting]
}

resource "azapi_resource" "letter_drafts_account_ais_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.letter_drafts_account_ais_private_endpoint_name
  location  = var.location
  tags = {
    enclave               = "ministry-cases"
    region                = "canberra"
    "data-classification" = "confidential"
    scenario              = "ai-development"
    project               = "letter-drafts"
  }
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["ai-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-ais-ministry-cases-letter-drafts-524zb"
      privateLinkServiceConnections = [
        {
          name = "pep-ais-ministry-cases-letter-drafts-524zb"
          properties = {
            privateLinkServiceId = "${azapi_resource.letter_drafts_account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.letter_drafts_account.name}"
            groupIds             = ["account"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.letter_drafts_account_gpt_51_deployment]
}

resource "azapi_resource" "letter_drafts_account_ais_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.letter_drafts_account_ais_private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-cognitiveservices-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.cognitiveservices.azure.com"]
          }
        },
        {
          name = "privatelink-openai-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.openai.azure.com"]
          }
        },
        {
          name = "privatelink-services-ai-azure-com"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.services.ai.azure.com"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "letter_drafts_account_azure_ai_enterprise_network_connection_approver_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.letter_drafts_account.id
  name      = "f0d1e9d8-b6cb-5b83-94ed-006979ada336"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
      principalId      = azapi_resource.letter_drafts_account.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "letter_drafts_account_default_managed_network" {
  type      = "Microsoft.CognitiveServices/accounts/managedNetworks@2026-07-01"
  parent_id = azapi_resource.letter_drafts_account.id
  name      = "default"
  body = {
    properties = {
      managedNetwork = {
        isolationMode      = "AllowOnlyApprovedOutbound"
        managedNetworkKind = "V2"
        firewallSku        = "Standard"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [
    azapi_resource.letter_drafts_account_ais_private_endpoint_default_dns_zone_group,
    azapi_resource.letter_drafts_account_azure_ai_enterprise_network_connection_approver_role_assignment,
  ]
}

resource "azapi_resource" "letter_drafts_account_default_managed_network_models_outbound_rule" {
  type      = "Microsoft.CognitiveServices/accounts/managedNetworks/outboundRules@2026-07-01"
  parent_id = azapi_resource.letter_drafts_account_default_managed_network.id
  name      = "models"
  body = {
    properties = {
      type     = "PrivateEndpoint"
      category = "UserDefined"
      destination = {
        serviceResourceId = "${azapi_resource.letter_drafts_account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.letter_drafts_account.name}"
        subresourceTarget = "account"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "letter_drafts_account_project" {
  type      = "Microsoft.CognitiveServices/accounts/projects@2026-07-01"
  parent_id = azapi_resource.letter_drafts_account.id
  name      = "letter-drafts"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      displayName = "letter-drafts"
      description = "letter-drafts, of ministry-cases"
    }
  }
  schema_validation_enabled = true

  identity {
    type = "SystemAssigned"
  }

  depends_on = [azapi_resource.letter_drafts_account_default_managed_network_models_outbound_rule]
}

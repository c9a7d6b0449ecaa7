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

resource "azapi_resource" "storage_account_st_agents_blob_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.storage_account_st_agents_blob_private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-stmercyhealthagentsihhbt-blob"
      privateLinkServiceConnections = [
        {
          name = "pep-stmercyhealthagentsihhbt-blob"
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

resource "azapi_resource" "storage_account_st_agents_blob_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.storage_account_st_agents_blob_private_endpoint.id
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

resource "azapi_resource" "storage_account_radiology_reports_blob_data_contributor_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = "24d579bf-d26c-574a-8894-df3b9119d8ab"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"
      principalId      = azapi_resource.project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_radiology_reports_blob_data_owner_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = azapi_resource.storage_account.id
  name      = "256f8d4e-a020-566d-b12c-b5aed02953b2"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
      principalId      = azapi_resource.project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "account" {
  type      = "Microsoft.CognitiveServices/accounts@2026-07-01"
  parent_id = var.resource_group_id
  name      = var.account_name
  location  = var.location
  tags = {
    enclave               = "mercy-health"
    region                = "east"
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
    project               = "radiology-reports"
  }
  body = {
    sku = {
      name = "S0"
    }
    kind = "AIServices"
    properties = {
      customSubDomainName = "ais-mercy-health-radiology-reports-c6dk6"
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
        "cosno-mercy-health-ib6uk.documents.azure.com",
        "stmercyhealthagentsihhbt.blob.core.windows.net",
        "srch-mercy-health-ib6uk.search.windows.net",
      ]
      allowProjectManagement = true
      networkInjections = [
        {
          scenario                   = "agent"
          subnetArmId                = var.subnet_ids["agents-radiology-reports"]
          useMicrosoftManagedNetwork = false
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

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["ai-services"]]
  }
}

resource "azapi_resource" "rai_policy" {
  type      = "Microsoft.CognitiveServices/accounts/raiPolicies@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = "hub"
  tags = {
    enclave               = "mercy-health"
    region                = "east"
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
    project               = "radiology-reports"
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
          severityThreshold = "Low"
        },
        {
          name              = "Hate"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Sexual"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Sexual"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Violence"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Violence"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Selfharm"
          source            = "Prompt"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
        },
        {
          name              = "Selfharm"
          source            = "Completion"
          enabled           = true
          blocking          = true
          severityThreshold = "Low"
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

resource "azapi_resource" "defender_for_ai_setting" {
  type      = "Microsoft.CognitiveServices/accounts/defenderForAISettings@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = "Default"
  tags = {
    enclave               = "mercy-health"
    region                = "east"
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
    project               = "radiology-reports"
  }
  body = {
    properties = {
      state = "Enabled"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.rai_policy]
}

resource "azapi_resource" "account_gpt_51_deployment" {
  type      = "Microsoft.CognitiveServices/accounts/deployments@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = "gpt-5.1"
  tags = {
    enclave               = "mercy-health"
    region                = "east"
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
    project               = "radiology-reports"
  }
  body = {
    sku = {
      name     = "Standard"
      capacity = 40
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

  depends_on = [azapi_resource.defender_for_ai_setting]
}

resource "azapi_resource" "account_embeddings_deployment" {
  type      = "Microsoft.CognitiveServices/accounts/deployments@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = "embeddings"
  tags = {
    enclave               = "mercy-health"
    region                = "east"
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
    project               = "radiology-reports"
  }
  body = {
    sku = {
      name     = "Standard"
      capacity = 20
    }
    properties = {
      model = {
        format  = "OpenAI"
        name    = "text-embedding-3-large"
        version = "1"
      }
      versionUpgradeOption = "NoAutoUpgrade"
      raiPolicyName        = "hub"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.account_gpt_51_deployment]
}

resource "azapi_resource" "account_ais_radiology_reports_private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.account_ais_radiology_reports_private_endpoint_name
  location  = var.location
  tags = {
    enclave               = "mercy-health"
    region                = "east"
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
    project               = "radiology-reports"
  }
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["ai-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-ais-mercy-health-radiology-reports-c6dk6"
      privateLinkServiceConnections = [
        {
          name = "pep-ais-mercy-health-radiology-reports-c6dk6"
          properties = {
            privateLinkServiceId = "${azapi_resource.account.parent_id}/providers/Microsoft.CognitiveServices/accounts/${azapi_resource.account.name}"
            groupIds             = ["account"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.account_embeddings_deployment]
}

resource "azapi_resource" "account_ais_radiology_reports_private_endpoint_default_dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.account_ais_radiology_reports_private_endpoint.id
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

resource "azapi_resource" "project" {
  type      = "Microsoft.CognitiveServices/accounts/projects@2026-07-01"
  parent_id = azapi_resource.account.id
  name      = "radiology-reports"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      displayName = "radiology-reports"
      description = "radiology-reports, of mercy-health"
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "identity.principalId"
  }

  identity {
    type = "SystemAssigned"
  }

  depends_on = [azapi_resource.account_ais_radiology_reports_private_endpoint_default_dns_zone_group]
}

resource "azapi_resource" "project_threads_connection" {
  type      = "Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01"
  parent_id = azapi_resource.project.id
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

resource "azapi_resource" "project_files_connection" {
  type      = "Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01"
  parent_id = azapi_resource.project.id
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

  depends_on = [azapi_resource.project_threads_connection]
}

resource "azapi_resource" "project_vectors_connection" {
  type      = "Microsoft.CognitiveServices/accounts/projects/connections@2026-07-01"
  parent_id = azapi_resource.project.id
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

  depends_on = [azapi_resource.project_files_connection]
}

resource "azapi_resource" "capability_host" {
  type      = "Microsoft.CognitiveServices/accounts/projects/capabilityHosts@2026-07-01"
  parent_id = azapi_resource.project.id
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
    azapi_resource.storage_account_st_agents_blob_private_endpoint,
    azapi_resource.storage_account_radiology_reports_blob_data_contributor_role_assignment,
    azapi_resource.storage_account_radiology_reports_blob_data_owner_role_assignment,
    azapi_resource.account_ais_radiology_reports_private_endpoint_default_dns_zone_group,
    azapi_resource.project_vectors_connection,
    azapi_resource.database_account_role_assignment,
    azapi_resource.radiology_reports_index_data_contributor_search_service_role_assignment,
    azapi_resource.radiology_reports_contributor_search_service_role_assignment,
  ]
}

resource "azapi_resource" "database_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DocumentDB/databaseAccounts/${var.database_account_name}"
  name      = "86152fa7-f596-535e-8ad0-3116bd6def5e"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/230815da-be43-4aae-9cb4-875f7bd000aa"
      principalId      = azapi_resource.project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "radiology_reports_index_data_contributor_search_service_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Search/searchServices/${var.search_service_name}"
  name      = "9420bbab-cb11-5df9-a733-c7d0693ee437"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/8ebe5a00-799e-43f5-93ac-243d3dce84a7"
      principalId      = azapi_resource.project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "radiology_reports_contributor_search_service_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Search/searchServices/${var.search_service_name}"
  name      = "312164c9-ac74-50f2-9ade-196b53f7591a"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/7ca78c08-252a-4471-8644-bb5ff32d4ba0"
      principalId      = azapi_resource.project.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "sql_role_assignment" {
  type      = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DocumentDB/databaseAccounts/${var.database_account_name}"
  name      = "d5558b79-b4e3-59cf-b05d-ad77b4cda0c2"
  body = {
    properties = {
      roleDefinitionId = var.sql_role_definition_id
      scope            = var.db_id
      principalId      = azapi_resource.project.output.principal_id
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.capability_host]
}

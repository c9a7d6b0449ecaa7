# governance/defender-for-cloud-subscription: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "cloud_posture_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "CloudPosture"
  body = {
    properties = {
      pricingTier = "Standard"
      extensions = [
        {
          name      = "AgentlessVmScanning"
          isEnabled = "True"
          additionalExtensionProperties = {
            ExclusionTags = "[]"
          }
        },
        {
          name      = "AgentlessDiscoveryForKubernetes"
          isEnabled = "True"
        },
        {
          name      = "ContainerRegistriesVulnerabilityAssessments"
          isEnabled = "True"
        },
        {
          name      = "SensitiveDataDiscovery"
          isEnabled = "True"
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "arm_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "Arm"
  body = {
    properties = {
      pricingTier = "Standard"
      subPlan     = "PerSubscription"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.cloud_posture_pricing]
}

resource "azapi_resource" "key_vaults_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "KeyVaults"
  body = {
    properties = {
      pricingTier = "Standard"
      subPlan     = "PerKeyVault"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.arm_pricing]
}

resource "azapi_resource" "storage_accounts_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "StorageAccounts"
  body = {
    properties = {
      pricingTier = "Standard"
      subPlan     = "DefenderForStorageV2"
      extensions = [
        {
          name      = "OnUploadMalwareScanning"
          isEnabled = "True"
          additionalExtensionProperties = {
            CapGBPerMonthPerStorageAccount = "10000"
          }
        },
        {
          name      = "SensitiveDataDiscovery"
          isEnabled = "True"
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.key_vaults_pricing]
}

resource "azapi_resource" "a_i_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "AI"
  body = {
    properties = {
      pricingTier = "Standard"
      extensions = [
        {
          name      = "AIModelScanner"
          isEnabled = "True"
        },
        {
          name      = "AIPromptEvidence"
          isEnabled = "False"
        },
        {
          name      = "AIPromptSharingWithPurview"
          isEnabled = "False"
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.storage_accounts_pricing]
}

resource "azapi_resource" "containers_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "Containers"
  body = {
    properties = {
      pricingTier = "Standard"
      extensions = [
        {
          name      = "ContainerRegistriesVulnerabilityAssessments"
          isEnabled = "True"
        },
        {
          name      = "AgentlessDiscoveryForKubernetes"
          isEnabled = "True"
        },
        {
          name      = "AgentlessVmScanning"
          isEnabled = "True"
          additionalExtensionProperties = {
            ExclusionTags = "[]"
          }
        },
        {
          name      = "ContainerSensor"
          isEnabled = "True"
          additionalExtensionProperties = {
            AntiMalwareEnabled    = "True"
            SecurityGatingEnabled = "True"
          }
        },
        {
          name      = "ContainerIntegrityContribution"
          isEnabled = "True"
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.a_i_pricing]
}

resource "azapi_resource" "virtual_machines_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "VirtualMachines"
  body = {
    properties = {
      pricingTier = "Standard"
      subPlan     = "P2"
      extensions = [
        {
          name      = "AgentlessVmScanning"
          isEnabled = "True"
          additionalExtensionProperties = {
            ExclusionTags = "[]"
          }
        },
        {
          name      = "MdeDesignatedSubscription"
          isEnabled = "False"
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.containers_pricing]
}

resource "azapi_resource" "sql_servers_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "SqlServers"
  body = {
    properties = {
      pricingTier = "Standard"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.virtual_machines_pricing]
}

resource "azapi_resource" "sql_server_virtual_machines_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "SqlServerVirtualMachines"
  body = {
    properties = {
      pricingTier = "Standard"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.sql_servers_pricing]
}

resource "azapi_resource" "open_source_relational_databases_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "OpenSourceRelationalDatabases"
  body = {
    properties = {
      pricingTier = "Standard"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.sql_server_virtual_machines_pricing]
}

resource "azapi_resource" "cosmos_dbs_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "CosmosDbs"
  body = {
    properties = {
      pricingTier = "Standard"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.open_source_relational_databases_pricing]
}

resource "azapi_resource" "api_pricing" {
  type      = "Microsoft.Security/pricings@2024-01-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "Api"
  body = {
    properties = {
      pricingTier = "Standard"
      subPlan     = "P1"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.cosmos_dbs_pricing]
}

resource "azapi_resource" "security_contact" {
  type      = "Microsoft.Security/securityContacts@2023-12-01-preview"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "default"
  body = {
    properties = {
      isEnabled = true
      emails    = "ai-platform@mercy.example.org;privacy-office@mercy.example.org"
      notificationsByRole = {
        state = "On"
        roles = ["Owner"]
      }
      notificationsSources = [
        {
          sourceType      = "Alert"
          minimalSeverity = "Medium"
        },
        {
          sourceType       = "AttackPath"
          minimalRiskLevel = "High"
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "sentinel_setting" {
  type      = "Microsoft.Security/settings@2022-05-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "Sentinel"
  body = {
    kind = "AlertSyncSettings"
    properties = {
      enabled = true
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "w_datp_setting" {
  type      = "Microsoft.Security/settings@2022-05-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "WDATP"
  body = {
    kind = "DataExportSettings"
    properties = {
      enabled = false
    }
  }
  schema_validation_enabled = true
}

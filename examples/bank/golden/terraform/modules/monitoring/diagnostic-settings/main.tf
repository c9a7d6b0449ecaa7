# monitoring/diagnostic-settings: written by `enclave build`; change enclave.yaml, not this file

locals {
  network_security_group_diagnostic_setting_network_security_group_names = [
    "AzureBastion",
    "ai-endpoints",
    "gateway",
    "kubernetes",
    "kubernetes-api",
    "data-endpoints",
    "management-endpoints",
    "operations",
  ]
  virtual_network_diagnostic_setting_virtual_network_names = [
    "hub",
    "ai-services",
    "compute",
    "data",
    "management",
  ]
  database_diagnostic_setting_database_names = [
    "master",
    "enclave",
  ]
  workflow_diagnostic_setting_workflow_names = [
    "logic-restore-sql-database",
    "logic-restore-sql-long-term",
    "logic-restore-cosmos-container",
    "logic-restore-blobs",
    "logic-recover-key-vault",
    "logic-recover-ai-account",
  ]
  data_collection_rule_diagnostic_setting_data_collection_rule_names = [
    "gateway",
    "containers",
    "prometheus",
  ]
}

resource "azapi_resource" "network_security_group_diagnostic_setting" {
  for_each = toset(local.network_security_group_diagnostic_setting_network_security_group_names)

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/networkSecurityGroups/nsg-${var.enclave}-${var.region}-${each.value}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          category = "NetworkSecurityGroupEvent"
          enabled  = true
        },
        {
          category = "NetworkSecurityGroupRuleCounter"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "nat_gateway_public_ip_address_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/publicIPAddresses/pip-${var.enclave}-${var.region}-nat-gateway"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "virtual_network_diagnostic_setting" {
  for_each = toset(local.virtual_network_diagnostic_setting_virtual_network_names)

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/virtualNetworks/vnet-${var.enclave}-${var.region}-${each.value}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "bastion_host_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/bastionHosts/bas-${var.enclave}-${var.region}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "firewall_public_ip_address_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/publicIPAddresses/pip-${var.enclave}-${var.region}-firewall"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "azure_firewall_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/azureFirewalls/afw-${var.enclave}-${var.region}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          category = "AZFWApplicationRule"
          enabled  = true
        },
        {
          category = "AZFWDnsQuery"
          enabled  = true
        },
        {
          category = "AZFWIdpsSignature"
          enabled  = true
        },
        {
          category = "AZFWNatRule"
          enabled  = true
        },
        {
          category = "AZFWNetworkRule"
          enabled  = true
        },
        {
          category = "AZFWThreatIntel"
          enabled  = true
        },
        {
          category = "AZFWFqdnResolveFailure"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "keys_vault_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.keys_vault_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.storage_account_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_default_blob_service_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.storage_account_name}/blobServices/default"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          category = "StorageRead"
          enabled  = true
        },
        {
          category = "StorageWrite"
          enabled  = true
        },
        {
          category = "StorageDelete"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_vault_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.vault_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "lake_storage_account_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_default_blob_service_diagnostic_setting_2" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}/blobServices/default"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          category = "StorageRead"
          enabled  = true
        },
        {
          category = "StorageWrite"
          enabled  = true
        },
        {
          category = "StorageDelete"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "database_account_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DocumentDB/databaseAccounts/${var.database_account_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          category = "DataPlaneRequests"
          enabled  = true
        },
        {
          category = "ControlPlaneRequests"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "database_diagnostic_setting" {
  for_each = toset(local.database_diagnostic_setting_database_names)

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Sql/servers/${var.server_name}/databases/${each.value}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          category = "SQLSecurityAuditEvents"
          enabled  = true
        },
        {
          category = "DevOpsOperationsAudit"
          enabled  = true
        },
        {
          category = "AutomaticTuning"
          enabled  = true
        },
        {
          category = "Errors"
          enabled  = true
        },
        {
          category = "Timeouts"
          enabled  = true
        },
        {
          category = "Blocks"
          enabled  = true
        },
        {
          category = "Deadlocks"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "redis_enterprise_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Cache/redisEnterprise/${var.redis_enterprise_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "default_database_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Cache/redisEnterprise/${var.redis_enterprise_name}/databases/default"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_vault_diagnostic_setting_2" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          category = "CoreAzureBackup"
          enabled  = true
        },
        {
          category = "AddonAzureBackupJobs"
          enabled  = true
        },
        {
          category = "AddonAzureBackupAlerts"
          enabled  = true
        },
        {
          category = "AddonAzureBackupPolicy"
          enabled  = true
        },
        {
          category = "AddonAzureBackupStorage"
          enabled  = true
        },
        {
          category = "AddonAzureBackupProtectedInstance"
          enabled  = true
        },
        {
          category = "AzureBackupOperations"
          enabled  = true
        },
        {
          category = "AzureSiteRecoveryJobs"
          enabled  = true
        },
        {
          category = "AzureSiteRecoveryReplicatedItems"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "backup_vault_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DataProtection/backupVaults/bvault-${var.enclave}-${var.region}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "backup_storage_account_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.backup_storage_account_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_default_blob_service_diagnostic_setting_3" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.backup_storage_account_name}/blobServices/default"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          category = "StorageRead"
          enabled  = true
        },
        {
          category = "StorageWrite"
          enabled  = true
        },
        {
          category = "StorageDelete"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "registry_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "managed_cluster_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerService/managedClusters/aks-${var.enclave}-${var.region}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          category = "kube-apiserver"
          enabled  = true
        },
        {
          category = "kube-audit-admin"
          enabled  = true
        },
        {
          category = "kube-controller-manager"
          enabled  = true
        },
        {
          category = "kube-scheduler"
          enabled  = true
        },
        {
          category = "cluster-autoscaler"
          enabled  = true
        },
        {
          category = "cloud-controller-manager"
          enabled  = true
        },
        {
          category = "guard"
          enabled  = true
        },
        {
          category = "csi-azuredisk-controller"
          enabled  = true
        },
        {
          category = "csi-snapshot-controller"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "search_service_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Search/searchServices/${var.search_service_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "account_diagnostic_setting" {
  for_each = toset(var.account_diagnostic_setting_account_names)

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/oai-${var.enclave}-${each.value}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId      = var.workspace_id
      storageAccountId = var.storage_account_id
      logs = [
        {
          category = "Audit"
          enabled  = true
        },
        {
          category = "RequestResponse"
          enabled  = true
        },
        {
          category = "Trace"
          enabled  = true
        },
        {
          category = "AzureOpenAIRequestUsage"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_account_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.account_2_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId      = var.workspace_id
      storageAccountId = var.storage_account_id
      logs = [
        {
          category = "Audit"
          enabled  = true
        },
        {
          category = "RequestResponse"
          enabled  = true
        },
        {
          category = "Trace"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_account_diagnostic_setting_2" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.CognitiveServices/accounts/${var.account_3_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId      = var.workspace_id
      storageAccountId = var.storage_account_id
      logs = [
        {
          category = "Audit"
          enabled  = true
        },
        {
          category = "RequestResponse"
          enabled  = true
        },
        {
          category = "Trace"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "namespace_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ServiceBus/namespaces/${var.namespace_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId                 = var.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "incident_workflow_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Logic/workflows/logic-incident"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workflow_diagnostic_setting" {
  for_each = toset(local.workflow_diagnostic_setting_workflow_names)

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Logic/workflows/${each.value}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "anchor_storage_account_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.anchor_storage_account_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_default_blob_service_diagnostic_setting_4" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.anchor_storage_account_name}/blobServices/default"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          category = "StorageRead"
          enabled  = true
        },
        {
          category = "StorageWrite"
          enabled  = true
        },
        {
          category = "StorageDelete"
          enabled  = true
        },
      ]
      metrics = [
        {
          category = "Transaction"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "grafana_diagnostic_setting" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Dashboard/grafana/${var.grafana_name}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "data_collection_rule_diagnostic_setting" {
  for_each = toset(local.data_collection_rule_diagnostic_setting_data_collection_rule_names)

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Insights/dataCollectionRules/dcr-${var.enclave}-${var.region}-${each.value}"
  name      = "diag-enclave"
  body = {
    properties = {
      workspaceId = var.workspace_id
      logs = [
        {
          categoryGroup = "allLogs"
          enabled       = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled  = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# monitoring/log-analytics-workspace: written by `enclave build`; change enclave.yaml, not this file

locals {
  tables = [
    {
      name                    = "AzureDiagnostics"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AzureMetrics"
      retention_in_days       = 93
      total_retention_in_days = 93
    },
    {
      name                    = "MicrosoftAzureBastionAuditLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZFWApplicationRule"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZFWDnsQuery"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZFWIdpsSignature"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZFWNatRule"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZFWNetworkRule"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZFWThreatIntel"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZFWInternalFqdnResolutionFailure"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZKVAuditLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AZKVPolicyEvaluationDetailsLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "LAQueryLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "LASummaryLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "LAJobLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "StorageBlobLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "CDBDataPlaneRequests"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "CDBControlPlaneRequests"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "PGSQLServerLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "PGSQLPgStatActivitySessions"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "PGSQLDbTransactionsStats"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "PGSQLQueryStoreRuntime"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "PGSQLQueryStoreWaits"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "PGSQLAutovacuumStats"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "PGSQLPgBouncer"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "CoreAzureBackup"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AddonAzureBackupJobs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AddonAzureBackupAlerts"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AddonAzureBackupPolicy"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AddonAzureBackupStorage"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AddonAzureBackupProtectedInstance"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AzureBackupOperations"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "ASRJobs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "ASRReplicatedItems"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "ContainerRegistryLoginEvents"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "ContainerRegistryRepositoryEvents"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "ContainerAppConsoleLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "ContainerAppSystemLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlComputeClusterEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlComputeClusterNodeEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlComputeJobEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlComputeCpuGpuUtilization"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlRunStatusChangedEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlModelsEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlPipelineEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlRunEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlEnvironmentEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlInferencingEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlDeploymentEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlDataSetEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlDataStoreEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlDataLabelEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AmlComputeInstanceEvent"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AGWAccessLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AGWFirewallLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AGWPerformanceLogs"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "GrafanaLoginEvents"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "DCRLogErrors"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "AzureActivity"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
    {
      name                    = "Syslog"
      retention_in_days       = 730
      total_retention_in_days = 2922
    },
  ]
}

resource "azapi_resource" "workspace" {
  type      = "Microsoft.OperationalInsights/workspaces@2026-03-01"
  parent_id = var.resource_group_id
  name      = "log-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      sku = {
        name = "PerGB2018"
      }
      retentionInDays                 = 730
      publicNetworkAccessForIngestion = "Disabled"
      publicNetworkAccessForQuery     = "Disabled"
      features = {
        disableLocalAuth = true
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    customer_id = "properties.customerId"
  }
}

resource "azapi_resource" "table" {
  for_each = { for table in local.tables : table.name => table }

  type      = "Microsoft.OperationalInsights/workspaces/tables@2026-03-01"
  parent_id = azapi_resource.workspace.id
  name      = each.value.name
  body = {
    properties = {
      plan                 = "Analytics"
      retentionInDays      = each.value.retention_in_days
      totalRetentionInDays = each.value.total_retention_in_days
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_enclave_events_cl_table" {
  type      = "Microsoft.OperationalInsights/workspaces/tables@2026-03-01"
  parent_id = azapi_resource.workspace.id
  name      = "EnclaveEvents_CL"
  body = {
    properties = {
      plan                 = "Analytics"
      retentionInDays      = 730
      totalRetentionInDays = 2922
      schema = {
        name = "EnclaveEvents_CL"
        columns = [
          {
            name = "RecordNumber"
            type = "long"
          },
          {
            name = "EventId"
            type = "string"
          },
          {
            name = "TimeGenerated"
            type = "dateTime"
          },
          {
            name = "Kind"
            type = "string"
          },
          {
            name = "RequestId"
            type = "string"
          },
          {
            name = "TraceId"
            type = "string"
          },
          {
            name = "Caller"
            type = "string"
          },
          {
            name = "Roles"
            type = "dynamic"
          },
          {
            name = "Project"
            type = "string"
          },
          {
            name = "Deployment"
            type = "string"
          },
          {
            name = "Model"
            type = "string"
          },
          {
            name = "ModelVersion"
            type = "string"
          },
          {
            name = "Region"
            type = "string"
          },
          {
            name = "Location"
            type = "string"
          },
          {
            name = "Operation"
            type = "string"
          },
          {
            name = "Path"
            type = "string"
          },
          {
            name = "Status"
            type = "long"
          },
          {
            name = "Stage"
            type = "string"
          },
          {
            name = "Reason"
            type = "string"
          },
          {
            name = "Verdicts"
            type = "dynamic"
          },
          {
            name = "Stream"
            type = "boolean"
          },
          {
            name = "PromptTokens"
            type = "long"
          },
          {
            name = "CompletionTokens"
            type = "long"
          },
          {
            name = "CachedTokens"
            type = "long"
          },
          {
            name = "ReservedNanousd"
            type = "long"
          },
          {
            name = "SettledNanousd"
            type = "long"
          },
          {
            name = "DurationMs"
            type = "real"
          },
          {
            name = "TimeToFirstTokenMs"
            type = "real"
          },
          {
            name = "FinishReasons"
            type = "dynamic"
          },
          {
            name = "Confidence"
            type = "real"
          },
          {
            name = "CallerIp"
            type = "string"
          },
          {
            name = "RequestBytes"
            type = "long"
          },
          {
            name = "ResponseBytes"
            type = "long"
          },
          {
            name = "PromptSha256"
            type = "string"
          },
          {
            name = "AnswerSha256"
            type = "string"
          },
          {
            name = "ContentCommitment"
            type = "string"
          },
          {
            name = "PolicyDigest"
            type = "string"
          },
          {
            name = "Details"
            type = "dynamic"
          },
          {
            name = "Error"
            type = "string"
          },
        ]
      }
    }
  }
  schema_validation_enabled = true
}

# monitoring/log-analytics-workspace: written by `enclave build`; change enclave.yaml, not this file

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
      retentionInDays                 = 365
      publicNetworkAccessForIngestion = "Disabled"
      publicNetworkAccessForQuery     = "Disabled"
      features = {
        disableLocalAuth = true
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_azure_diagnostics_table" {
  type      = "Microsoft.OperationalInsights/workspaces/tables@2026-03-01"
  parent_id = azapi_resource.workspace.id
  name      = "AzureDiagnostics"
  body = {
    properties = {
      plan                 = "Analytics"
      retentionInDays      = 365
      totalRetentionInDays = 365
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_azure_metrics_table" {
  type      = "Microsoft.OperationalInsights/workspaces/tables@2026-03-01"
  parent_id = azapi_resource.workspace.id
  name      = "AzureMetrics"
  body = {
    properties = {
      plan                 = "Analytics"
      retentionInDays      = 90
      totalRetentionInDays = 90
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
      retentionInDays      = 365
      totalRetentionInDays = 365
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

# monitoring/data-collection-rules: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "data_collection_endpoint" {
  type      = "Microsoft.Insights/dataCollectionEndpoints@2024-03-11"
  parent_id = var.resource_group_id
  name      = "dce-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      networkAcls = {
        publicNetworkAccess = "Disabled"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "endpoint_gateway_rule" {
  type      = "Microsoft.Insights/dataCollectionRules@2024-03-11"
  parent_id = var.resource_group_id
  name      = "dcr-${var.enclave}-${var.region}-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      description              = "the log of the gateway, as docs/events.md describes it"
      dataCollectionEndpointId = "${azapi_resource.data_collection_endpoint.parent_id}/providers/Microsoft.Insights/dataCollectionEndpoints/${azapi_resource.data_collection_endpoint.name}"
      streamDeclarations = {
        "Custom-EnclaveEvents" = {
          columns = [
            {
              name = "RecordNumber"
              type = "long"
            },
            {
              name = "Id"
              type = "string"
            },
            {
              name = "TimeGenerated"
              type = "datetime"
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
      destinations = {
        logAnalytics = [
          {
            name                = "logs"
            workspaceResourceId = var.workspace_id
          },
        ]
      }
      dataFlows = [
        {
          streams      = ["Custom-EnclaveEvents"]
          destinations = ["logs"]
          transformKql = "source | extend EventId = Id | project-away Id"
          outputStream = "Custom-EnclaveEvents_CL"
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "endpoint_containers_rule" {
  type      = "Microsoft.Insights/dataCollectionRules@2024-03-11"
  parent_id = var.resource_group_id
  name      = "dcr-${var.enclave}-${var.region}-containers"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "Linux"
    properties = {
      description              = "logs and inventory of the cluster"
      dataCollectionEndpointId = "${azapi_resource.data_collection_endpoint.parent_id}/providers/Microsoft.Insights/dataCollectionEndpoints/${azapi_resource.data_collection_endpoint.name}"
      dataSources = {
        extensions = [
          {
            name          = "ContainerInsightsExtension"
            streams       = ["Microsoft-ContainerInsights-Group-Default"]
            extensionName = "ContainerInsights"
            extensionSettings = {
              dataCollectionSettings = {
                interval               = "1m"
                namespaceFilteringMode = "Off"
                enableContainerLogV2   = true
              }
            }
          },
        ]
      }
      destinations = {
        logAnalytics = [
          {
            name                = "logs"
            workspaceResourceId = var.workspace_id
          },
        ]
      }
      dataFlows = [
        {
          streams      = ["Microsoft-ContainerInsights-Group-Default"]
          destinations = ["logs"]
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "endpoint_prometheus_rule" {
  type      = "Microsoft.Insights/dataCollectionRules@2024-03-11"
  parent_id = var.resource_group_id
  name      = "dcr-${var.enclave}-${var.region}-prometheus"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "Linux"
    properties = {
      description              = "metrics of the cluster"
      dataCollectionEndpointId = "${azapi_resource.data_collection_endpoint.parent_id}/providers/Microsoft.Insights/dataCollectionEndpoints/${azapi_resource.data_collection_endpoint.name}"
      dataSources = {
        prometheusForwarder = [
          {
            name               = "prometheus"
            streams            = ["Microsoft-PrometheusMetrics"]
            labelIncludeFilter = {}
          },
        ]
      }
      destinations = {
        monitoringAccounts = [
          {
            name              = "metrics"
            accountResourceId = var.account_id
          },
        ]
      }
      dataFlows = [
        {
          streams      = ["Microsoft-PrometheusMetrics"]
          destinations = ["metrics"]
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# monitoring/flow-logs: written by `enclave build`; change enclave.yaml, not this file

locals {
  flow_log_names = [
    "hub",
    "ai-services",
    "compute",
    "data",
    "management",
  ]
}

resource "azapi_resource" "flow_log" {
  for_each = toset(local.flow_log_names)

  type      = "Microsoft.Network/networkWatchers/flowLogs@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${var.location}"
  name      = "fl-vnet-${var.enclave}-${var.region}-${each.value}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      targetResourceId = var.virtual_network_ids[each.value]
      storageId        = var.storage_account_id
      enabled          = true
      format = {
        type    = "JSON"
        version = 2
      }
      retentionPolicy = {
        enabled = true
        days    = 365
      }
      flowAnalyticsConfiguration = {
        networkWatcherFlowAnalyticsConfiguration = {
          enabled                  = true
          workspaceResourceId      = var.workspace_id
          trafficAnalyticsInterval = 60
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["flow-logs"]]
  }
}

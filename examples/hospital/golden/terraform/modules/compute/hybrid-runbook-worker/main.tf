# compute/hybrid-runbook-worker: written by `enclave build`; change enclave.yaml, not this file

locals {
  private_endpoints = [
    {
      name      = "webhook"
      group_ids = ["Webhook"]
    },
    {
      name      = "dscandhybridworker"
      group_ids = ["DSCAndHybridWorker"]
    },
  ]
}

resource "azapi_resource" "automation_account" {
  type      = "Microsoft.Automation/automationAccounts@2024-10-23"
  parent_id = var.resource_group_id
  name      = "aa-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      sku = {
        name = "Basic"
      }
      publicNetworkAccess = false
      disableLocalAuth    = true
      encryption = {
        keySource = "Microsoft.Keyvault"
        keyVaultProperties = {
          keyvaultUri = var.vault_uri
          keyName     = "automation"
        }
        identity = {
          userAssignedIdentity = var.user_assigned_identity_ids.automation
        }
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    automation_hybrid_service_url = "properties.automationHybridServiceUrl"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.automation]
  }
}

resource "azapi_resource" "hybrid_runbook_worker_group" {
  type      = "Microsoft.Automation/automationAccounts/hybridRunbookWorkerGroups@2024-10-23"
  parent_id = azapi_resource.automation_account.id
  name      = "inside"
  body = {
    properties = {}
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "hybrid_runbook_worker" {
  type      = "Microsoft.Automation/automationAccounts/hybridRunbookWorkerGroups/hybridRunbookWorkers@2024-10-23"
  parent_id = azapi_resource.hybrid_runbook_worker_group.id
  name      = "23324bc2-054d-5f80-bb90-fcfb97878c0b"
  body = {
    properties = {
      vmResourceId = var.virtual_machine_id
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  for_each = { for private_endpoint in local.private_endpoints : private_endpoint.name => private_endpoint }

  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-aa-${var.enclave}-${var.region}-${each.value.name}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-aa-mercy-health-east-${each.value.name}"
      privateLinkServiceConnections = [
        {
          name = "pep-aa-mercy-health-east-${each.value.name}"
          properties = {
            privateLinkServiceId = "${azapi_resource.automation_account.parent_id}/providers/Microsoft.Automation/automationAccounts/${azapi_resource.automation_account.name}"
            groupIds             = each.value.group_ids
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "dns_zone_group" {
  for_each = { for private_endpoint in local.private_endpoints : private_endpoint.name => private_endpoint }

  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint[each.key].id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-azure-automation-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.azure-automation.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "hybrid_worker_extension_extension" {
  type      = "Microsoft.Compute/virtualMachines/extensions@2026-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Compute/virtualMachines/vm-${var.enclave}-${var.region}-1"
  name      = "HybridWorkerExtension"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      publisher               = "Microsoft.Azure.Automation.HybridWorker"
      type                    = "HybridWorkerForLinux"
      typeHandlerVersion      = "1.1"
      autoUpgradeMinorVersion = true
      enableAutomaticUpgrade  = true
      settings = {
        AutomationAccountURL = azapi_resource.automation_account.output.automation_hybrid_service_url
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [
    azapi_resource.private_endpoint,
    azapi_resource.dns_zone_group,
  ]
}

# governance/sentinel: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "workspace_onboarding_state" {
  type      = "Microsoft.SecurityInsights/onboardingStates@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "default"
  body = {
    properties = {
      customerManagedKey = false
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_data_connector" {
  type      = "Microsoft.SecurityInsights/dataConnectors@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "threat-intelligence"
  body = {
    kind = "MicrosoftThreatIntelligence"
    properties = {
      tenantId = "11111111-1111-1111-1111-111111111111"
      dataTypes = {
        microsoftEmergingThreatFeed = {
          state          = "Enabled"
          lookbackPeriod = "1970-01-01T00:00:00Z"
        }
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.workspace_onboarding_state]
}

resource "azapi_resource" "workspace_setting" {
  for_each = toset(var.workspace_setting_names)

  type      = "Microsoft.SecurityInsights/settings@2025-10-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = each.value
  body = {
    kind = "EntityAnalytics"
    properties = {
      entityProviders = ["AzureActiveDirectory"]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.workspace_onboarding_state]
}

resource "azapi_resource" "workspace_setting_2" {
  for_each = toset(var.workspace_setting_2_names)

  type      = "Microsoft.SecurityInsights/settings@2025-10-01-preview"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = each.value
  body = {
    kind = "Ueba"
    properties = {
      dataSources = ["AzureActivity"]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.workspace_setting]
}

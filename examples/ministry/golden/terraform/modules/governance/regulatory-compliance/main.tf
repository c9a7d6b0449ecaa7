# governance/regulatory-compliance: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "ca_ahglo_policy_assignment" {
  type      = "Microsoft.Authorization/policyAssignments@2026-07-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "policy-ministry-ca-ahglo"
  location  = var.location
  body = {
    properties = {
      displayName        = "ministry-cases: Microsoft cloud security benchmark"
      description        = "Reports what Microsoft cloud security benchmark asks for"
      policyDefinitionId = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
      parameters         = {}
      enforcementMode    = "DoNotEnforce"
    }
  }
  schema_validation_enabled = true

  identity {
    type = "SystemAssigned"
  }
}

resource "azapi_resource" "ca_bfjhm_policy_assignment" {
  type      = "Microsoft.Authorization/policyAssignments@2026-07-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "policy-ministry-ca-bfjhm"
  location  = var.location
  body = {
    properties = {
      displayName        = "ministry-cases: ISO/IEC 27001:2022"
      description        = "Reports what ISO/IEC 27001:2022 asks for"
      policyDefinitionId = "/providers/Microsoft.Authorization/policySetDefinitions/5e4ff661-23bf-42fa-8e3a-309a55091cc7"
      parameters         = {}
      enforcementMode    = "DoNotEnforce"
    }
  }
  schema_validation_enabled = true

  identity {
    type = "SystemAssigned"
  }
}

resource "azapi_resource" "ca_6_jurq_policy_assignment" {
  type      = "Microsoft.Authorization/policyAssignments@2026-07-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "policy-ministry-ca-6jurq"
  location  = var.location
  body = {
    properties = {
      displayName        = "ministry-cases: Australian Government ISM PROTECTED"
      description        = "Reports what Australian Government ISM PROTECTED asks for"
      policyDefinitionId = "/providers/Microsoft.Authorization/policySetDefinitions/27272c0b-c225-4cc3-b8b0-f2534b093077"
      parameters = {
        membersToExclude = {
          value = "Guest"
        }
        logAnalyticsWorkspaceId = {
          value = var.canberra_workspace_customer_id
        }
        listOfResourceTypes = {
          value = [
            "Microsoft.CognitiveServices/accounts",
            "Microsoft.KeyVault/vaults",
          ]
        }
      }
      enforcementMode = "DoNotEnforce"
    }
  }
  schema_validation_enabled = true

  identity {
    type = "SystemAssigned"
  }
}

# monitoring/alert-rules-global: written by `enclave build`; change enclave.yaml, not this file

locals {
  activity_log_alerts = [
    {
      name        = "roles"
      description = "somebody was given a role, or a role was changed"
      any_of = [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.Authorization/roleDefinitions/write",
        "Microsoft.Authorization/roleDefinitions/delete",
        "Microsoft.Authorization/elevateAccess/action",
      ]
    },
    {
      name        = "policies"
      description = "a policy was changed, removed or excepted"
      any_of = [
        "Microsoft.Authorization/policyAssignments/write",
        "Microsoft.Authorization/policyAssignments/delete",
        "Microsoft.Authorization/policyDefinitions/write",
        "Microsoft.Authorization/policyExemptions/write",
      ]
    },
    {
      name        = "logging"
      description = "logging or alerting was taken away"
      any_of = [
        "Microsoft.Insights/diagnosticSettings/delete",
        "Microsoft.OperationalInsights/workspaces/delete",
        "Microsoft.Insights/dataCollectionRules/delete",
        "Microsoft.Network/networkWatchers/flowLogs/delete",
        "Microsoft.Insights/scheduledQueryRules/delete",
        "Microsoft.Insights/activityLogAlerts/delete",
        "Microsoft.Insights/actionGroups/delete",
      ]
    },
    {
      name        = "network-security-groups"
      description = "a security group was changed"
      any_of = [
        "Microsoft.Network/networkSecurityGroups/write",
        "Microsoft.Network/networkSecurityGroups/delete",
        "Microsoft.Network/networkSecurityGroups/securityRules/write",
        "Microsoft.Network/networkSecurityGroups/securityRules/delete",
      ]
    },
    {
      name        = "firewall"
      description = "the firewall or its rules were changed"
      any_of = [
        "Microsoft.Network/azureFirewalls/write",
        "Microsoft.Network/azureFirewalls/delete",
        "Microsoft.Network/firewallPolicies/write",
        "Microsoft.Network/firewallPolicies/delete",
        "Microsoft.Network/firewallPolicies/ruleCollectionGroups/write",
        "Microsoft.Network/firewallPolicies/ruleCollectionGroups/delete",
      ]
    },
    {
      name        = "routes"
      description = "routes, peerings or names of the network were changed"
      any_of = [
        "Microsoft.Network/routeTables/write",
        "Microsoft.Network/routeTables/delete",
        "Microsoft.Network/routeTables/routes/write",
        "Microsoft.Network/routeTables/routes/delete",
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write",
        "Microsoft.Network/privateDnsZones/delete",
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete",
      ]
    },
    {
      name        = "public-addresses"
      description = "a public address or a way out was made"
      any_of = [
        "Microsoft.Network/publicIPAddresses/write",
        "Microsoft.Network/publicIPAddresses/delete",
        "Microsoft.Network/natGateways/write",
      ]
    },
    {
      name        = "private-endpoints"
      description = "somebody was let in over a private endpoint"
      any_of = [
        "Microsoft.CognitiveServices/accounts/privateEndpointConnections/write",
        "Microsoft.KeyVault/vaults/privateEndpointConnections/write",
        "Microsoft.Storage/storageAccounts/privateEndpointConnections/write",
        "Microsoft.Search/searchServices/privateEndpointConnections/write",
        "Microsoft.Insights/privateLinkScopes/privateEndpointConnections/write",
        "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/write",
        "Microsoft.Sql/servers/privateEndpointConnections/write",
      ]
    },
    {
      name        = "keys-listed"
      description = "keys of a service were listed or made anew"
      any_of = [
        "Microsoft.CognitiveServices/accounts/listKeys/action",
        "Microsoft.CognitiveServices/accounts/regenerateKey/action",
        "Microsoft.Storage/storageAccounts/listKeys/action",
        "Microsoft.Storage/storageAccounts/regenerateKey/action",
        "Microsoft.Search/searchServices/listAdminKeys/action",
        "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
        "Microsoft.ContainerRegistry/registries/listCredentials/action",
      ]
    },
    {
      name        = "deletions"
      description = "a vault, an account or a backup was deleted"
      any_of = [
        "Microsoft.KeyVault/vaults/delete",
        "Microsoft.KeyVault/locations/deletedVaults/purge/action",
        "Microsoft.CognitiveServices/accounts/delete",
        "Microsoft.Storage/storageAccounts/delete",
        "Microsoft.RecoveryServices/vaults/delete",
        "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete",
        "Microsoft.DataProtection/backupVaults/delete",
      ]
    },
    {
      name        = "defences"
      description = "Defender or Sentinel was changed"
      any_of = [
        "Microsoft.Security/pricings/write",
        "Microsoft.Security/pricings/delete",
        "Microsoft.Security/securitySolutions/write",
        "Microsoft.Security/securitySolutions/delete",
        "Microsoft.SecurityInsights/onboardingStates/delete",
        "Microsoft.SecurityInsights/alertRules/delete",
      ]
    },
    {
      name        = "sql-firewall"
      description = "the firewall of a database server was changed"
      any_of = [
        "Microsoft.Sql/servers/firewallRules/write",
        "Microsoft.Sql/servers/firewallRules/delete",
        "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules/write",
      ]
    },
  ]
  activity_log_alerts_2 = [
    {
      name        = "locks"
      description = "a lock was removed"
      all_of = [
        {
          field  = "category"
          equals = "Administrative"
        },
        {
          field  = "operationName"
          equals = "Microsoft.Authorization/locks/delete"
        },
        {
          field  = "status"
          equals = "Succeeded"
        },
      ]
    },
    {
      name        = "service-health"
      description = "Azure has trouble, or says that it will"
      all_of = [
        {
          field  = "category"
          equals = "ServiceHealth"
        },
      ]
    },
    {
      name        = "defender-alerts"
      description = "Defender for Cloud raised an alert"
      all_of = [
        {
          field  = "category"
          equals = "Security"
        },
      ]
    },
  ]
}

resource "azapi_resource" "action_group" {
  type      = "Microsoft.Insights/actionGroups@2023-01-01"
  parent_id = var.resource_group_id
  name      = "ag-${var.enclave}-contacts"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      groupShortName = "mercy-health"
      enabled        = true
      emailReceivers = [
        {
          name                 = "contact-1"
          emailAddress         = "ai-platform@mercy.example.org"
          useCommonAlertSchema = true
        },
        {
          name                 = "contact-2"
          emailAddress         = "privacy-office@mercy.example.org"
          useCommonAlertSchema = true
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "activity_log_alert" {
  for_each = { for activity_log_alert in local.activity_log_alerts : activity_log_alert.name => activity_log_alert }

  type      = "Microsoft.Insights/activityLogAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${each.value.name}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description = each.value.description
      scopes      = ["/subscriptions/${var.subscription_id}"]
      condition = {
        allOf = [
          {
            field  = "category"
            equals = "Administrative"
          },
          {
            anyOf = [for any_of in each.value.any_of : {
              field  = "operationName"
              equals = any_of
            }]
          },
          {
            field  = "status"
            equals = "Succeeded"
          },
        ]
      }
      actions = {
        actionGroups = [
          {
            actionGroupId = "${azapi_resource.action_group.parent_id}/providers/Microsoft.Insights/actionGroups/${azapi_resource.action_group.name}"
          },
        ]
      }
      enabled = true
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "activity_log_alert_2" {
  for_each = { for activity_log_alert in local.activity_log_alerts_2 : activity_log_alert.name => activity_log_alert }

  type      = "Microsoft.Insights/activityLogAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${each.value.name}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description = each.value.description
      scopes      = ["/subscriptions/${var.subscription_id}"]
      condition = {
        allOf = [for all_of in each.value.all_of : {
          field  = all_of.field
          equals = all_of.equals
        }]
      }
      actions = {
        actionGroups = [
          {
            actionGroupId = "${azapi_resource.action_group.parent_id}/providers/Microsoft.Insights/actionGroups/${azapi_resource.action_group.name}"
          },
        ]
      }
      enabled = true
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "scheduled_query_rule" {
  type      = "Microsoft.Insights/scheduledQueryRules@2026-03-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-opened"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "LogAlert"
    properties = {
      displayName         = "A service was opened"
      description         = "somebody wrote a setting that lets the internet, keys or anonymous readers in"
      severity            = 1
      enabled             = true
      scopes              = [var.east_workspace_id]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            query           = "AzureActivity\n| where OperationNameValue endswith '/WRITE'\n| where Properties matches regex @'(?i)(publicNetworkAccess\\w*\\W{1,10}Enabled|allowBlobPublicAccess\\W{1,10}true|allowSharedKeyAccess\\W{1,10}true|disableLocalAuth\\W{1,10}false|defaultAction\\W{1,10}Allow)'\n| project TimeGenerated, ResourceProviderValue"
            timeAggregation = "Count"
            dimensions = [
              {
                name     = "ResourceProviderValue"
                operator = "Include"
                values   = ["*"]
              },
            ]
            operator  = "GreaterThan"
            threshold = 0
            failingPeriods = {
              numberOfEvaluationPeriods = 1
              minFailingPeriodsToAlert  = 1
            }
          },
        ]
      }
      autoMitigate        = true
      skipQueryValidation = true
      actions = {
        actionGroups = ["${azapi_resource.action_group.parent_id}/providers/Microsoft.Insights/actionGroups/${azapi_resource.action_group.name}"]
      }
    }
  }
  schema_validation_enabled = true
}

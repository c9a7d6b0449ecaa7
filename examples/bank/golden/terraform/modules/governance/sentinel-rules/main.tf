# governance/sentinel-rules: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "refusals_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "refusals"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: One caller is refused again and again"
      description         = "Twenty refusals in a quarter of an hour: somebody tries what the guards let through, or a client is broken."
      enabled             = true
      severity            = "Medium"
      query               = "let events = union isfuzzy=true (EnclaveEvents_CL), (datatable(TimeGenerated:datetime, Kind:string, Caller:string, CallerIp:string, Project:string, Stage:string, Reason:string, Location:string, Deployment:string, RequestBytes:long, ResponseBytes:long)[]);\nevents\n| where TimeGenerated > ago(15m) and Kind == 'refused'\n| summarize Refusals = count(), Stages = make_set(Stage, 20), Projects = make_set(Project, 20) by Caller, CallerIp\n| where Refusals >= 20"
      queryFrequency      = "PT15M"
      queryPeriod         = "PT15M"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["InitialAccess"]
      techniques          = ["T1190"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "Account"
          fieldMappings = [
            {
              identifier = "FullName"
              columnName = "Caller"
            },
          ]
        },
        {
          entityType = "IP"
          fieldMappings = [
            {
              identifier = "Address"
              columnName = "CallerIp"
            },
          ]
        },
      ]
      customDetails = {
        refusals = "Refusals"
        stages   = "Stages"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "dlp_findings_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "dlp-findings"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: More sensitive data than usual is sent to models"
      description         = "A project's requests are refused for what they hold five times as often as in the week before."
      enabled             = true
      severity            = "Medium"
      query               = "let events = union isfuzzy=true (EnclaveEvents_CL), (datatable(TimeGenerated:datetime, Kind:string, Caller:string, CallerIp:string, Project:string, Stage:string, Reason:string, Location:string, Deployment:string, RequestBytes:long, ResponseBytes:long)[]);\nlet usual = events\n| where TimeGenerated between (ago(8d) .. ago(1h)) and Kind == 'refused' and Stage == 'dlp'\n| summarize Before = count() by Project;\nevents\n| where TimeGenerated > ago(1h) and Kind == 'refused' and Stage == 'dlp'\n| summarize Refusals = count(), Callers = make_set(Caller, 50) by Project\n| join kind=leftouter usual on Project\n| extend Usual = coalesce(Before, 0) / 191.0\n| where Refusals >= 10 and Refusals > 5 * Usual\n| project Project, Refusals, Usual, Callers"
      queryFrequency      = "PT1H"
      queryPeriod         = "P8D"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["Exfiltration"]
      techniques          = ["T1567"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      customDetails = {
        project  = "Project"
        refusals = "Refusals"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "exfiltration_volume_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "exfiltration-volume"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: One caller moves more data than ever"
      description         = "In an hour more than ten megabytes went through the gateway for one caller, three times the most of any hour of the week before."
      enabled             = true
      severity            = "High"
      query               = "let events = union isfuzzy=true (EnclaveEvents_CL), (datatable(TimeGenerated:datetime, Kind:string, Caller:string, CallerIp:string, Project:string, Stage:string, Reason:string, Location:string, Deployment:string, RequestBytes:long, ResponseBytes:long)[]);\nlet usual = events\n| where TimeGenerated between (ago(8d) .. ago(1h)) and Kind == 'completed'\n| summarize Hourly = sum(RequestBytes + ResponseBytes) by Caller, bin(TimeGenerated, 1h)\n| summarize Before = max(Hourly) by Caller;\nevents\n| where TimeGenerated > ago(1h) and Kind == 'completed'\n| summarize Bytes = sum(RequestBytes + ResponseBytes), Projects = make_set(Project, 20) by Caller\n| join kind=leftouter usual on Caller\n| extend Most = coalesce(Before, 0)\n| where Bytes > 10000000 and Bytes > 3 * Most\n| project Caller, Bytes, Most, Projects"
      queryFrequency      = "PT1H"
      queryPeriod         = "P8D"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["Exfiltration"]
      techniques          = ["T1041"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "Account"
          fieldMappings = [
            {
              identifier = "FullName"
              columnName = "Caller"
            },
          ]
        },
      ]
      customDetails = {
        bytes = "Bytes"
        usual = "Most"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_volume_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "storage-volume"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: One address reads more from storage than ever"
      description         = "In an hour more than a gigabyte was read from one account by one address, three times the most of any hour of the week before."
      enabled             = true
      severity            = "High"
      query               = "let blobs = union isfuzzy=true (StorageBlobLogs), (datatable(TimeGenerated:datetime, OperationName:string, AccountName:string, CallerIpAddress:string, Uri:string, ResponseBodySize:long)[]);\nlet reads = blobs\n| where OperationName in ('GetBlob', 'ReadFile')\n| extend Address = tostring(split(CallerIpAddress, ':')[0]);\nlet usual = reads\n| where TimeGenerated between (ago(8d) .. ago(1h))\n| summarize Hourly = sum(ResponseBodySize) by AccountName, Address, bin(TimeGenerated, 1h)\n| summarize Before = max(Hourly) by AccountName, Address;\nreads\n| where TimeGenerated > ago(1h)\n| summarize Bytes = sum(ResponseBodySize), Blobs = dcount(Uri) by AccountName, Address\n| join kind=leftouter usual on AccountName, Address\n| extend Most = coalesce(Before, 0)\n| where Bytes > 1000000000 and Bytes > 3 * Most\n| project AccountName, Address, Bytes, Most, Blobs"
      queryFrequency      = "PT1H"
      queryPeriod         = "P8D"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics = [
        "Collection",
        "Exfiltration",
      ]
      techniques = ["T1530"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "IP"
          fieldMappings = [
            {
              identifier = "Address"
              columnName = "Address"
            },
          ]
        },
      ]
      customDetails = {
        account = "AccountName"
        bytes   = "Bytes"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "foreign_region_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "foreign-region"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: A call was processed where its project may not be"
      description         = "The gateway sent a call to a region that the file does not name for the project: data left its residency boundary."
      enabled             = true
      severity            = "High"
      query               = "let events = union isfuzzy=true (EnclaveEvents_CL), (datatable(TimeGenerated:datetime, Kind:string, Caller:string, CallerIp:string, Project:string, Stage:string, Reason:string, Location:string, Deployment:string, RequestBytes:long, ResponseBytes:long)[]);\nlet allowed = datatable(Project:string, Location:string)['fraud-triage', 'westeurope', 'claims-assistant', 'eastus', 'policy-search', 'westeurope'];\nevents\n| where TimeGenerated > ago(15m) and Kind in ('admitted', 'completed') and isnotempty(Location)\n| join kind=leftanti allowed on Project, Location\n| summarize Calls = count(), Deployments = make_set(Deployment, 20) by Project, Location"
      queryFrequency      = "PT15M"
      queryPeriod         = "PT15M"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["Exfiltration"]
      techniques          = ["T1537"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      customDetails = {
        project  = "Project"
        location = "Location"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "unlogged_calls_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "unlogged-calls"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: Models are called past the gateway, or its log is cut"
      description         = "Azure counted more than twice as many calls of models in an hour as the gateway recorded. While another region takes over, its calls are recorded there."
      enabled             = true
      severity            = "High"
      query               = "let events = union isfuzzy=true (EnclaveEvents_CL), (datatable(TimeGenerated:datetime, Kind:string, Caller:string, CallerIp:string, Project:string, Stage:string, Reason:string, Location:string, Deployment:string, RequestBytes:long, ResponseBytes:long)[]);\nlet model_calls = union isfuzzy=true (AzureDiagnostics), (datatable(TimeGenerated:datetime, ResourceProvider:string, Category:string, Resource:string, CallerIPAddress:string)[]);\nlet recorded = toscalar(events\n| where TimeGenerated between (ago(2h) .. ago(1h)) and Kind in ('completed', 'refused')\n| count);\nmodel_calls\n| where TimeGenerated between (ago(2h) .. ago(1h))\n| where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES' and Category == 'RequestResponse'\n| summarize Calls = count(), Accounts = make_set(Resource, 50), Addresses = make_set(CallerIPAddress, 50)\n| extend Recorded = recorded\n| where Calls > 20 and Calls > 2 * Recorded"
      queryFrequency      = "PT1H"
      queryPeriod         = "PT2H"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["DefenseEvasion"]
      techniques          = ["T1562"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      customDetails = {
        calls    = "Calls"
        recorded = "Recorded"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "tamper_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "log-tamper"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: The gateway's log was cut off"
      description         = "The gateway found a torn record at its start: it was killed while it wrote, or somebody touched the files. `enclave audit verify` says which."
      enabled             = true
      severity            = "High"
      query               = "let events = union isfuzzy=true (EnclaveEvents_CL), (datatable(TimeGenerated:datetime, Kind:string, Caller:string, CallerIp:string, Project:string, Stage:string, Reason:string, Location:string, Deployment:string, RequestBytes:long, ResponseBytes:long)[]);\nevents\n| where TimeGenerated > ago(15m) and Kind == 'recovered'\n| project TimeGenerated, Reason"
      queryFrequency      = "PT15M"
      queryPeriod         = "PT15M"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["DefenseEvasion"]
      techniques          = ["T1070"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      customDetails = {
        reason = "Reason"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_access_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "vault-access"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: A key vault is used from a new address, or denies much"
      description         = "Nobody came to the vault from this address in two weeks, or it was denied ten times in an hour. In the first days every address is new."
      enabled             = true
      severity            = "Medium"
      query               = "let vaults = union isfuzzy=true (AZKVAuditLogs), (datatable(TimeGenerated:datetime, OperationName:string, CallerIpAddress:string, HttpStatusCode:int, _ResourceId:string)[]);\nlet known = vaults\n| where TimeGenerated between (ago(14d) .. ago(1h)) and HttpStatusCode < 400\n| distinct CallerIpAddress\n| extend Known = true;\nvaults\n| where TimeGenerated > ago(1h)\n| summarize Calls = count(), Denied = countif(HttpStatusCode == 403), Operations = make_set(OperationName, 30) by CallerIpAddress, _ResourceId\n| join kind=leftouter known on CallerIpAddress\n| where isnull(Known) or Denied >= 10\n| project CallerIpAddress, _ResourceId, Calls, Denied, Operations"
      queryFrequency      = "PT1H"
      queryPeriod         = "P14D"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["CredentialAccess"]
      techniques          = ["T1555"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "IP"
          fieldMappings = [
            {
              identifier = "Address"
              columnName = "CallerIpAddress"
            },
          ]
        },
        {
          entityType = "AzureResource"
          fieldMappings = [
            {
              identifier = "ResourceId"
              columnName = "_ResourceId"
            },
          ]
        },
      ]
      customDetails = {
        calls  = "Calls"
        denied = "Denied"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_alert_rule" {
  for_each = toset(var.workspace_alert_rule_names)

  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = each.value
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: Somebody new hands out rights, or takes those over everything"
      description         = "Roles, their definitions or their rules were written by somebody who did not do so in two weeks, or access was elevated to the root of the tenant."
      enabled             = true
      severity            = "High"
      query               = "let activity = union isfuzzy=true (AzureActivity), (datatable(TimeGenerated:datetime, OperationNameValue:string, ActivityStatusValue:string, Caller:string, CallerIpAddress:string)[]);\nlet grants = activity\n| extend Operation = toupper(OperationNameValue)\n| where ActivityStatusValue in ('Success', 'Succeeded')\n| where Operation in ('MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE', 'MICROSOFT.AUTHORIZATION/ROLEDEFINITIONS/WRITE', 'MICROSOFT.AUTHORIZATION/ROLEELIGIBILITYSCHEDULEREQUESTS/WRITE', 'MICROSOFT.AUTHORIZATION/ROLEMANAGEMENTPOLICIES/WRITE', 'MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION');\nlet known = grants\n| where TimeGenerated between (ago(14d) .. ago(1h))\n| distinct Caller\n| extend Known = true;\ngrants\n| where TimeGenerated > ago(1h)\n| summarize Changes = count(), Elevations = countif(Operation endswith 'ELEVATEACCESS/ACTION'), Operations = make_set(Operation, 10) by Caller, CallerIpAddress\n| join kind=leftouter known on Caller\n| where isnull(Known) or Elevations > 0\n| project Caller, CallerIpAddress, Changes, Elevations, Operations"
      queryFrequency      = "PT1H"
      queryPeriod         = "P14D"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["PrivilegeEscalation"]
      techniques          = ["T1098"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "Account"
          fieldMappings = [
            {
              identifier = "FullName"
              columnName = "Caller"
            },
          ]
        },
        {
          entityType = "IP"
          fieldMappings = [
            {
              identifier = "Address"
              columnName = "CallerIpAddress"
            },
          ]
        },
      ]
      customDetails = {
        changes    = "Changes"
        operations = "Operations"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "defender_alerts_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "defender-alerts"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: Defender for Cloud found something"
      description         = "An alert of Defender about a resource of this region, of medium or high severity."
      enabled             = true
      severity            = "High"
      query               = "let alerts = union isfuzzy=true (SecurityAlert), (datatable(TimeGenerated:datetime, AlertName:string, AlertSeverity:string, ProviderName:string, CompromisedEntity:string, Description:string, SystemAlertId:string)[]);\nalerts\n| where TimeGenerated > ago(15m) and AlertSeverity in ('Medium', 'High')\n| where ProviderName !startswith 'ASI'\n| summarize TimeGenerated = max(TimeGenerated) by SystemAlertId, AlertName, AlertSeverity, CompromisedEntity, Description"
      queryFrequency      = "PT15M"
      queryPeriod         = "PT15M"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["Execution"]
      techniques          = []
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      customDetails = {
        alert  = "AlertName"
        entity = "CompromisedEntity"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_alert_rule_2" {
  for_each = toset(var.workspace_alert_rule_2_names)

  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = each.value
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: Logs, locks or defences were taken away"
      description         = "Diagnostic settings, workspaces, locks, policies or Defender's plans were deleted or excepted."
      enabled             = true
      severity            = "High"
      query               = "let activity = union isfuzzy=true (AzureActivity), (datatable(TimeGenerated:datetime, OperationNameValue:string, ActivityStatusValue:string, Caller:string, CallerIpAddress:string)[]);\nactivity\n| where TimeGenerated > ago(15m) and ActivityStatusValue in ('Success', 'Succeeded')\n| extend Operation = toupper(OperationNameValue)\n| where Operation in ('MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/DELETE', 'MICROSOFT.OPERATIONALINSIGHTS/WORKSPACES/DELETE', 'MICROSOFT.AUTHORIZATION/LOCKS/DELETE', 'MICROSOFT.AUTHORIZATION/POLICYASSIGNMENTS/DELETE', 'MICROSOFT.AUTHORIZATION/POLICYEXEMPTIONS/WRITE', 'MICROSOFT.SECURITY/PRICINGS/DELETE', 'MICROSOFT.SECURITYINSIGHTS/ONBOARDINGSTATES/DELETE', 'MICROSOFT.SECURITYINSIGHTS/ALERTRULES/DELETE', 'MICROSOFT.NETWORK/AZUREFIREWALLS/DELETE')\n| summarize Changes = count(), Operations = make_set(Operation, 10) by Caller, CallerIpAddress"
      queryFrequency      = "PT15M"
      queryPeriod         = "PT15M"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["DefenseEvasion"]
      techniques          = ["T1562"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "Account"
          fieldMappings = [
            {
              identifier = "FullName"
              columnName = "Caller"
            },
          ]
        },
        {
          entityType = "IP"
          fieldMappings = [
            {
              identifier = "Address"
              columnName = "CallerIpAddress"
            },
          ]
        },
      ]
      customDetails = {
        operations = "Operations"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "known_bad_workspace_alert_rule" {
  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "known-bad"
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: Traffic with somebody who is known to be malicious"
      description         = "A caller's address or a name that was asked for is among Microsoft's indicators."
      enabled             = true
      severity            = "High"
      query               = "let events = union isfuzzy=true (EnclaveEvents_CL), (datatable(TimeGenerated:datetime, Kind:string, Caller:string, CallerIp:string, Project:string, Stage:string, Reason:string, Location:string, Deployment:string, RequestBytes:long, ResponseBytes:long)[]);\nlet names = union isfuzzy=true (AZFWApplicationRule), (datatable(TimeGenerated:datetime, SourceIp:string, Fqdn:string)[]);\nlet indicators = union isfuzzy=true (ThreatIntelIndicators), (datatable(TimeGenerated:datetime, ObservableValue:string, IsActive:bool, ValidUntil:datetime)[]);\nlet bad = indicators\n| where IsActive == true and ValidUntil > now() and isnotempty(ObservableValue)\n| distinct ObservableValue;\nlet seen = union (events\n| project TimeGenerated, Source = CallerIp, Seen = CallerIp), (names\n| project TimeGenerated, Source = SourceIp, Seen = Fqdn);\nseen\n| where TimeGenerated > ago(1h)\n| where Seen in (bad)\n| summarize Times = count() by Source, Seen"
      queryFrequency      = "PT1H"
      queryPeriod         = "P14D"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["CommandAndControl"]
      techniques          = ["T1071"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "IP"
          fieldMappings = [
            {
              identifier = "Address"
              columnName = "Source"
            },
          ]
        },
      ]
      customDetails = {
        seen  = "Seen"
        times = "Times"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_automation_rule" {
  type      = "Microsoft.SecurityInsights/automationRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "incident"
  body = {
    properties = {
      displayName = "contoso-bank: what to do with an incident"
      order       = 1
      triggeringLogic = {
        isEnabled    = true
        triggersOn   = "Incidents"
        triggersWhen = "Created"
        conditions = [
          {
            conditionType = "Property"
            conditionProperties = {
              propertyName = "IncidentSeverity"
              operator     = "Equals"
              propertyValues = [
                "High",
                "Medium",
              ]
            }
          },
        ]
      }
      actions = [
        {
          order      = 1
          actionType = "ModifyProperties"
          actionConfiguration = {
            status = "Active"
            owner = {
              objectId  = "55555555-5555-5555-5555-555555555555"
              ownerType = "Group"
            }
          }
        },
        {
          order      = 2
          actionType = "AddIncidentTask"
          actionConfiguration = {
            title       = "Contain"
            description = "Close the caller out first: take the group off the project, or activate the operator's role and block the address. Write down when."
          }
        },
        {
          order      = 3
          actionType = "AddIncidentTask"
          actionConfiguration = {
            title       = "Keep the evidence"
            description = "Run `enclave audit verify` on a copy of the gateway's log, and export what the incident's query shows."
          }
        },
        {
          order      = 4
          actionType = "AddIncidentTask"
          actionConfiguration = {
            title       = "Find out how far it went"
            description = "Hold the caller's events against the log: which projects, which deployments, how many bytes, what was refused."
          }
        },
        {
          order      = 5
          actionType = "AddIncidentTask"
          actionConfiguration = {
            title       = "Tell whom the law names"
            description = "Personal data of people in the EU: the authority within 72 hours. Health data in the US: those concerned within 60 days."
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "scheduled_query_rule" {
  type      = "Microsoft.Insights/scheduledQueryRules@2026-03-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-incidents"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "LogAlert"
    properties = {
      displayName         = "Sentinel raised an incident"
      description         = "what to do stands in the incident's tasks"
      severity            = 1
      enabled             = true
      scopes              = [var.workspace_id]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            query           = "SecurityIncident\n| where CreatedTime > ago(15m) and Status == 'New' and Severity in ('Medium', 'High')\n| summarize arg_max(TimeGenerated, Title) by IncidentNumber\n| project TimeGenerated, Title"
            timeAggregation = "Count"
            dimensions = [
              {
                name     = "Title"
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
        actionGroups = [var.action_group_id]
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_alert_rule_3" {
  for_each = toset(var.workspace_alert_rule_3_names)

  type      = "Microsoft.SecurityInsights/alertRules@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = each.value
  body = {
    kind = "Scheduled"
    properties = {
      displayName         = "contoso-bank: Somebody behaves as never before"
      description         = "What Sentinel has learnt about a user does not fit what the user does now."
      enabled             = true
      severity            = "Medium"
      query               = "let behaviour = union isfuzzy=true (BehaviorAnalytics), (datatable(TimeGenerated:datetime, UserPrincipalName:string, SourceIPAddress:string, ActivityType:string, InvestigationPriority:int)[]);\nbehaviour\n| where TimeGenerated > ago(1h) and InvestigationPriority >= 6\n| project TimeGenerated, UserPrincipalName, SourceIPAddress, ActivityType, InvestigationPriority"
      queryFrequency      = "PT1H"
      queryPeriod         = "PT1H"
      triggerOperator     = "GreaterThan"
      triggerThreshold    = 0
      suppressionEnabled  = false
      suppressionDuration = "PT5H"
      tactics             = ["InitialAccess"]
      techniques          = ["T1078"]
      eventGroupingSettings = {
        aggregationKind = "AlertPerResult"
      }
      incidentConfiguration = {
        createIncident = true
        groupingConfiguration = {
          enabled              = true
          reopenClosedIncident = false
          lookbackDuration     = "PT5H"
          matchingMethod       = "AllEntities"
          groupByEntities      = []
          groupByAlertDetails  = []
          groupByCustomDetails = []
        }
      }
      entityMappings = [
        {
          entityType = "Account"
          fieldMappings = [
            {
              identifier = "FullName"
              columnName = "UserPrincipalName"
            },
          ]
        },
        {
          entityType = "IP"
          fieldMappings = [
            {
              identifier = "Address"
              columnName = "SourceIPAddress"
            },
          ]
        },
      ]
      customDetails = {
        activity = "ActivityType"
        priority = "InvestigationPriority"
      }
    }
  }
  schema_validation_enabled = true
}

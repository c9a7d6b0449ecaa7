# monitoring/alert-rules: written by `enclave build`; change enclave.yaml, not this file

locals {
  scheduled_query_rules = [
    {
      name                 = "refused-calls"
      display_name         = "Many calls are refused"
      description          = "a client that is broken, or somebody who tries what is allowed"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "EnclaveEvents_CL\n| where Kind == 'refused'\n| project TimeGenerated, Project, Stage"
      dimensions = [
        {
          dimension_name = "Project"
        },
        {
          dimension_name = "Stage"
        },
      ]
      threshold = 50
    },
    {
      name                 = "refused-tokens"
      display_name         = "Many tokens are refused"
      description          = "somebody tries tokens, or a client lost its identity"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "EnclaveEvents_CL\n| where Kind == 'refused' and Stage == 'identity'\n| project TimeGenerated, CallerIp"
      dimensions = [
        {
          dimension_name = "CallerIp"
        },
      ]
      threshold = 20
    },
    {
      name                 = "blocked-data"
      display_name         = "Data that must not leave is sent again and again"
      description          = "a workload sends card numbers, identity numbers or keys to a model; the gateway blocks it"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "EnclaveEvents_CL\n| where Kind == 'refused' and Stage == 'dlp'\n| project TimeGenerated, Project"
      dimensions = [
        {
          dimension_name = "Project"
        },
      ]
      threshold = 10
    },
    {
      name                 = "firewall-denies"
      display_name         = "The firewall denies much"
      description          = "a machine looks around the network, or a rule is missing"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "AZFWNetworkRule\n| where Action == 'Deny'\n| project TimeGenerated, SourceIp"
      dimensions = [
        {
          dimension_name = "SourceIp"
        },
      ]
      threshold = 500
    },
    {
      name                 = "names-denied"
      display_name         = "Many names are denied"
      description          = "a workload wants to reach what nobody declared: data may be on its way out"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "AZFWApplicationRule\n| where Action == 'Deny'\n| project TimeGenerated, SourceIp"
      dimensions = [
        {
          dimension_name = "SourceIp"
        },
      ]
      threshold = 100
    },
    {
      name                 = "names-tunnelled"
      display_name         = "Names are asked for that look like data"
      description          = "names can carry data out past every rule: DNS is the channel that the proof assumes away"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "AZFWDnsQuery\n| where strlen(QueryName) > 100\n| project TimeGenerated, SourceIp"
      dimensions = [
        {
          dimension_name = "SourceIp"
        },
      ]
      threshold = 50
    },
    {
      name                 = "threat-intelligence"
      display_name         = "Traffic to or from an address with a bad name"
      description          = "Microsoft knows the other side as malicious; the firewall blocks it"
      severity             = 1
      evaluation_frequency = "PT5M"
      query                = "AZFWThreatIntel\n| project TimeGenerated, SourceIp"
      dimensions = [
        {
          dimension_name = "SourceIp"
        },
      ]
      threshold = 0
    },
    {
      name                 = "intrusion"
      display_name         = "An attack was recognised"
      description          = "a packet looked like a known attack of high severity; the firewall blocks it"
      severity             = 1
      evaluation_frequency = "PT5M"
      query                = "AZFWIdpsSignature\n| where Severity == 1\n| project TimeGenerated, SourceIp"
      dimensions = [
        {
          dimension_name = "SourceIp"
        },
      ]
      threshold = 0
    },
    {
      name                 = "vault-denied"
      display_name         = "A key vault denies much"
      description          = "somebody looks for keys or secrets, or a service lost its role and cannot decrypt"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "AZKVAuditLogs\n| where HttpStatusCode == 403\n| project TimeGenerated, CallerIpAddress"
      dimensions = [
        {
          dimension_name = "CallerIpAddress"
        },
      ]
      threshold = 10
    },
    {
      name                 = "archive-read"
      display_name         = "Somebody reads the archive of logs"
      description          = "prompts and answers may be in it; an auditor may have been there, or somebody else"
      severity             = 3
      evaluation_frequency = "PT1H"
      query                = "StorageBlobLogs\n| where OperationName == 'GetBlob' and Uri has 'insights-logs'\n| project TimeGenerated, AccountName"
      dimensions = [
        {
          dimension_name = "AccountName"
        },
      ]
      threshold = 0
    },
  ]
  scheduled_query_rules_2 = [
    {
      name                 = "foreign-policy"
      display_name         = "A gateway runs another policy than the one that was proved"
      description          = "what the gateway enforces is not what this enclave was built and proved with"
      severity             = 1
      evaluation_frequency = "PT15M"
      query                = "EnclaveEvents_CL\n| where Kind == 'started' and PolicyDigest != 'sha256:7dd22d48765c268594b4880103c69640e1c3a2a5759dbc3e26925956c4afefbb'\n| project TimeGenerated, PolicyDigest"
      threshold            = 0
    },
    {
      name                 = "log-recovered"
      display_name         = "The gateway's log was cut off and repaired"
      description          = "the gateway was killed while it wrote, or somebody touched its log"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "EnclaveEvents_CL\n| where Kind == 'recovered'\n| project TimeGenerated, Reason"
      threshold            = 0
    },
    {
      name                 = "vault-deletions"
      display_name         = "Keys, secrets or certificates are deleted"
      description          = "without its key a service cannot read its own data"
      severity             = 1
      evaluation_frequency = "PT5M"
      query                = "AZKVAuditLogs\n| where OperationName in ('VaultDelete', 'VaultPurge', 'KeyDelete', 'KeyPurge', 'SecretDelete', 'SecretPurge', 'CertificateDelete', 'CertificatePurge')\n| project TimeGenerated, OperationName"
      threshold            = 0
    },
    {
      name                 = "logs-exported"
      display_name         = "Many records are taken out of the workspace"
      description          = "one query returned more than a person reads"
      severity             = 3
      evaluation_frequency = "PT1H"
      query                = "LAQueryLogs\n| where ResponseRowCount > 100000\n| project TimeGenerated, RequestClientApp"
      threshold            = 0
    },
    {
      name                 = "web-attacks"
      display_name         = "The web application firewall blocks much"
      description          = "somebody attacks the way in"
      severity             = 2
      evaluation_frequency = "PT15M"
      query                = "AGWFirewallLogs\n| where Action == 'Blocked'\n| project TimeGenerated, ClientIp"
      threshold            = 100
    },
    {
      name                 = "bastion-sessions"
      display_name         = "Somebody comes in through Bastion"
      description          = "hold it against the change that it was for"
      severity             = 3
      evaluation_frequency = "PT15M"
      query                = "MicrosoftAzureBastionAuditLogs\n| project TimeGenerated, TargetResourceId"
      threshold            = 0
    },
    {
      name                 = "backups-failed"
      display_name         = "A backup failed"
      description          = "until the next one works there is less to come back to"
      severity             = 2
      evaluation_frequency = "PT1H"
      query                = "AddonAzureBackupJobs\n| where JobStatus == 'Failed'\n| project TimeGenerated, JobOperation"
      threshold            = 0
    },
  ]
}

resource "azapi_resource" "scheduled_query_rule" {
  for_each = { for scheduled_query_rule in local.scheduled_query_rules : scheduled_query_rule.name => scheduled_query_rule }

  type      = "Microsoft.Insights/scheduledQueryRules@2026-03-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-${each.value.name}"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "LogAlert"
    properties = {
      displayName         = each.value.display_name
      description         = each.value.description
      severity            = each.value.severity
      enabled             = true
      scopes              = [var.workspace_id]
      evaluationFrequency = each.value.evaluation_frequency
      windowSize          = each.value.evaluation_frequency
      criteria = {
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            query           = each.value.query
            timeAggregation = "Count"
            dimensions = [for dimension in each.value.dimensions : {
              name     = dimension.dimension_name
              operator = "Include"
              values   = ["*"]
            }]
            operator  = "GreaterThan"
            threshold = each.value.threshold
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

resource "azapi_resource" "tokens_unusual_scheduled_query_rule" {
  type      = "Microsoft.Insights/scheduledQueryRules@2026-03-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-tokens-unusual"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "LogAlert"
    properties = {
      displayName         = "Token consumption is unusual"
      description         = "a loop, a leak, or a workload that grew"
      severity            = 3
      enabled             = true
      scopes              = [var.workspace_id]
      evaluationFrequency = "PT1H"
      windowSize          = "PT1H"
      criteria = {
        allOf = [
          {
            criterionType       = "DynamicThresholdCriterion"
            query               = "EnclaveEvents_CL\n| where Kind == 'completed'\n| project TimeGenerated, Project, Tokens = PromptTokens + CompletionTokens"
            timeAggregation     = "Total"
            metricMeasureColumn = "Tokens"
            dimensions = [
              {
                name     = "Project"
                operator = "Include"
                values   = ["*"]
              },
            ]
            operator         = "GreaterThan"
            alertSensitivity = "Medium"
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

resource "azapi_resource" "spend_scheduled_query_rule" {
  type      = "Microsoft.Insights/scheduledQueryRules@2026-03-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-spend"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "LogAlert"
    properties = {
      displayName         = "Four fifths of the daily budget are spent"
      description         = "at the budget the gateway refuses further calls"
      severity            = 2
      enabled             = true
      scopes              = [var.workspace_id]
      evaluationFrequency = "PT1H"
      windowSize          = "P1D"
      criteria = {
        allOf = [
          {
            criterionType       = "StaticThresholdCriterion"
            query               = "EnclaveEvents_CL\n| where Kind == 'completed'\n| project TimeGenerated, Usd = SettledNanousd / 1000000000.0"
            timeAggregation     = "Total"
            metricMeasureColumn = "Usd"
            operator            = "GreaterThan"
            threshold           = 4800
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

resource "azapi_resource" "scheduled_query_rule_2" {
  for_each = { for scheduled_query_rule in local.scheduled_query_rules_2 : scheduled_query_rule.name => scheduled_query_rule }

  type      = "Microsoft.Insights/scheduledQueryRules@2026-03-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-${each.value.name}"
  location  = var.location
  tags      = var.tags
  body = {
    kind = "LogAlert"
    properties = {
      displayName         = each.value.display_name
      description         = each.value.description
      severity            = each.value.severity
      enabled             = true
      scopes              = [var.workspace_id]
      evaluationFrequency = each.value.evaluation_frequency
      windowSize          = each.value.evaluation_frequency
      criteria = {
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            query           = each.value.query
            timeAggregation = "Count"
            operator        = "GreaterThan"
            threshold       = each.value.threshold
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

resource "azapi_resource" "firewall_health_afw_metric_alert" {
  type      = "Microsoft.Insights/metricAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-firewall-health-afw-${var.enclave}-${var.region}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description         = "the firewall is not well: everything behind it stands still"
      severity            = 1
      enabled             = true
      scopes              = [var.azure_firewall_id]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        "odata.type" = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            name            = "condition-1"
            metricName      = "FirewallHealth"
            timeAggregation = "Average"
            operator        = "LessThan"
            threshold       = 95
          },
        ]
      }
      autoMitigate = true
      actions = [
        {
          actionGroupId = var.action_group_id
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "firewall_ports_afw_metric_alert" {
  type      = "Microsoft.Insights/metricAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-firewall-ports-afw-${var.enclave}-${var.region}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description         = "the firewall runs out of ports"
      severity            = 2
      enabled             = true
      scopes              = [var.azure_firewall_id]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        "odata.type" = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            name            = "condition-1"
            metricName      = "SNATPortUtilization"
            timeAggregation = "Average"
            operator        = "GreaterThan"
            threshold       = 80
          },
        ]
      }
      autoMitigate = true
      actions = [
        {
          actionGroupId = var.action_group_id
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_availability_kv_keys_metric_alert" {
  type      = "Microsoft.Insights/metricAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = var.vault_availability_kv_keys_metric_alert_name
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description         = "a key vault is not available: what it encrypts cannot be read"
      severity            = 2
      enabled             = true
      scopes              = [var.vault_id]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        "odata.type" = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            name            = "condition-1"
            metricName      = "Availability"
            timeAggregation = "Average"
            operator        = "LessThan"
            threshold       = 99
          },
        ]
      }
      autoMitigate = true
      actions = [
        {
          actionGroupId = var.action_group_id
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_availability_kv_metric_alert" {
  type      = "Microsoft.Insights/metricAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = var.vault_availability_kv_metric_alert_name
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description         = "a key vault is not available: what it encrypts cannot be read"
      severity            = 2
      enabled             = true
      scopes              = [var.vault_id_2]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        "odata.type" = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            name            = "condition-1"
            metricName      = "Availability"
            timeAggregation = "Average"
            operator        = "LessThan"
            threshold       = 99
          },
        ]
      }
      autoMitigate = true
      actions = [
        {
          actionGroupId = var.action_group_id
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "vault_availability_kv_metric_alert_2" {
  type      = "Microsoft.Insights/metricAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = var.vault_availability_kv_metric_alert_2_name
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description         = "a key vault is not available: what it encrypts cannot be read"
      severity            = 2
      enabled             = true
      scopes              = [var.vault_id_3]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        "odata.type" = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            name            = "condition-1"
            metricName      = "Availability"
            timeAggregation = "Average"
            operator        = "LessThan"
            threshold       = 99
          },
        ]
      }
      autoMitigate = true
      actions = [
        {
          actionGroupId = var.action_group_id
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "way_in_agw_metric_alert" {
  type      = "Microsoft.Insights/metricAlerts@2026-01-01"
  parent_id = var.resource_group_id
  name      = "alert-${var.enclave}-${var.region}-way-in-agw-${var.enclave}-${var.region}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      description         = "the way in finds no gateway behind it"
      severity            = 1
      enabled             = true
      scopes              = [var.application_gateway_id]
      evaluationFrequency = "PT5M"
      windowSize          = "PT15M"
      criteria = {
        "odata.type" = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        allOf = [
          {
            criterionType   = "StaticThresholdCriterion"
            name            = "condition-1"
            metricName      = "UnhealthyHostCount"
            timeAggregation = "Average"
            operator        = "GreaterThan"
            threshold       = 0
          },
        ]
      }
      autoMitigate = true
      actions = [
        {
          actionGroupId = var.action_group_id
        },
      ]
    }
  }
  schema_validation_enabled = true
}

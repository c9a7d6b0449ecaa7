# values of the variables: written by `enclave build`; change enclave.yaml, not this file

enclave = "mercy-health"

location = "eastus2"

regions = {
  east = {
    location = "eastus2"
    addresses = {
      hub_network                     = "10.60.0.0/22"
      azure_firewall_subnet           = "10.60.0.0/26"
      azure_bastion_subnet            = "10.60.0.64/26"
      ai_services_network             = "10.60.4.0/22"
      ai_endpoints_subnet             = "10.60.4.0/24"
      agents_radiology_reports_subnet = "10.60.5.0/26"
      compute_network                 = "10.60.8.0/22"
      gateway_subnet                  = "10.60.8.0/24"
      machines_subnet                 = "10.60.10.0/25"
      container_instances_subnet      = "10.60.10.192/27"
      data_network                    = "10.60.12.0/23"
      data_endpoints_subnet           = "10.60.12.0/24"
      management_network              = "10.60.14.0/23"
      management_endpoints_subnet     = "10.60.14.0/24"
      operations_subnet               = "10.60.15.0/24"
      firewall                        = "10.60.0.4"
    }
    customer_managed_keys = {
      vault_name            = "kv-keys-mercy-heal-2hee2"
      private_endpoint_name = "pep-kv-keys-mercy-heal-2hee2"
      keys = [
        {
          name                 = "ai-services"
          role_assignment_name = "2fdbc125-a379-54af-9c6e-faee04ec0ae5"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "search"
          role_assignment_name = "d5a08685-bafb-5f1a-bd24-0c3ab155145b"
          key_ops = [
            "wrapKey",
            "unwrapKey",
            "encrypt",
            "decrypt",
          ]
        },
        {
          name                 = "machine-learning"
          role_assignment_name = "355656c1-f8ec-590f-a0aa-2f5497a68b85"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "storage"
          role_assignment_name = "44d05093-12fe-5232-90c4-776ceceeae26"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "data-lake"
          role_assignment_name = "f2510d16-5871-5438-88ba-6974920b26b4"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "disks"
          role_assignment_name = "07b26bcd-ea7e-58fe-81f0-42779cad8214"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "container-registry"
          role_assignment_name = "4f0a8301-9814-5a6e-a26f-4d810cb27df6"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "cosmos-db"
          role_assignment_name = "c95c34c5-2b54-5bfb-b472-f68f29437aba"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "synapse"
          role_assignment_name = "b1db07f9-3842-5f2e-862b-6644f147ca1f"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "backup"
          role_assignment_name = "25d48ae9-abec-5b20-a1e7-b1e3150ff9bd"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "automation"
          role_assignment_name = "3bd11ff4-c28c-5ffe-9aff-954915c04f9f"
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
      ]
    }
    key_vault = {
      vault_name            = "kv-mercy-health-ib6uk"
      private_endpoint_name = "pep-kv-mercy-health-ib6uk"
    }
    storage_archive = {
      storage_account_name  = "stmercyhealthib6uk"
      private_endpoint_name = "pep-stmercyhealthib6uk-blob"
    }
    data_lake = {
      storage_account_name                               = "stmercyhealthlakeaoojg"
      storage_account_st_lake_blob_private_endpoint_name = "pep-stmercyhealthlakeaoojg-blob"
      storage_account_st_lake_dfs_private_endpoint_name  = "pep-stmercyhealthlakeaoojg-dfs"
    }
    cosmos_db = {
      database_account_name = "cosno-mercy-health-ib6uk"
      private_endpoint_name = "pep-cosno-mercy-health-ib6uk-sql"
    }
    backup_storage = {
      storage_account_name  = "stmercyhealthbackup7gahe"
      private_endpoint_name = "pep-stmercyhealthbackup7gahe-blob"
    }
    container_registry = {
      registry_name         = "crmercyhealthib6uk"
      private_endpoint_name = "pep-crmercyhealthib6uk"
      replication_location  = "centralus"
    }
    azure_openai = {
      account_name          = "ais-mercy-health-coding-review-yn4c2"
      private_endpoint_name = "pep-ais-mercy-health-coding-review-yn4c2"
    }
    synapse_analytics = {
      workspace_name                         = "synw-mercy-health-ib6uk"
      synw_sql_private_endpoint_name         = "pep-synw-mercy-health-ib6uk-sql"
      synw_sqlondemand_private_endpoint_name = "pep-synw-mercy-health-ib6uk-sqlondemand"
      synw_dev_private_endpoint_name         = "pep-synw-mercy-health-ib6uk-dev"
    }
    ai_search = {
      search_service_name   = "srch-mercy-health-ib6uk"
      private_endpoint_name = "pep-srch-mercy-health-ib6uk"
    }
    machine_learning = {
      storage_account_name                             = "stmercyhealthmlkfkmx"
      storage_account_st_ml_blob_private_endpoint_name = "pep-stmercyhealthmlkfkmx-blob"
      storage_account_st_ml_file_private_endpoint_name = "pep-stmercyhealthmlkfkmx-file"
      vault_name                                       = "kv-mercy-health-ml-kfkmx"
      vault_kv_ml_private_endpoint_name                = "pep-kv-mercy-health-ml-kfkmx"
      role_assignments = [
        {
          name                       = "6abc9a55-22a3-5cad-98ff-2f74bf255529"
          role_definition_name       = "b24988ac-6180-42a0-ab88-20f7382dd24c"
          user_assigned_identity_key = "workspace"
        },
        {
          name                       = "17bca76b-c98f-55da-9ff2-61e8c6d11944"
          role_definition_name       = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
          user_assigned_identity_key = "workspace"
        },
        {
          name                       = "16c94df2-e481-51e6-b68c-1f371b8df90d"
          role_definition_name       = "69566ab7-960f-475b-8e7c-b3118f30c6bd"
          user_assigned_identity_key = "workspace"
        },
        {
          name                       = "289422c7-04de-5a86-9a0d-91de944d633b"
          role_definition_name       = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
          user_assigned_identity_key = "workspace"
        },
        {
          name                       = "0a7651a9-1697-51de-a67c-bc9457ff3cde"
          role_definition_name       = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
          user_assigned_identity_key = "training"
        },
      ]
      role_assignments_2 = [
        {
          name                 = "0a7d8b7b-f392-52da-b876-3a359614cbb2"
          role_definition_name = "b24988ac-6180-42a0-ab88-20f7382dd24c"
        },
        {
          name                 = "d6eb6b88-8182-55bb-be23-1a27e0f43a5b"
          role_definition_name = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
        },
        {
          name                 = "890a8316-e27c-5381-bb71-d5666c5942c6"
          role_definition_name = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
        },
      ]
    }
    foundry_classic = {
      storage_account_name                              = "stmercyhealthhubjex7j"
      storage_account_st_hub_blob_private_endpoint_name = "pep-stmercyhealthhubjex7j-blob"
      storage_account_st_hub_file_private_endpoint_name = "pep-stmercyhealthhubjex7j-file"
      vault_name                                        = "kv-mercy-health-hu-jex7j"
      vault_kv_hu_private_endpoint_name                 = "pep-kv-mercy-health-hu-jex7j"
      role_assignments = [
        {
          name                 = "7d9bc607-6668-59df-ad37-69eaa8d66433"
          role_definition_name = "b24988ac-6180-42a0-ab88-20f7382dd24c"
        },
        {
          name                 = "a4e6ef23-c929-5b89-b5f2-58b7e9a7bd5b"
          role_definition_name = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
        },
        {
          name                 = "d00fb720-0737-5c0f-9991-69dcf737bb34"
          role_definition_name = "69566ab7-960f-475b-8e7c-b3118f30c6bd"
        },
        {
          name                 = "e8d704a7-a297-508f-aa27-9037386e2636"
          role_definition_name = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
        },
      ]
      role_assignments_2 = [
        {
          name                 = "2affb319-999f-5622-a368-199a96693a47"
          role_definition_name = "b24988ac-6180-42a0-ab88-20f7382dd24c"
        },
        {
          name                 = "a4e82dc9-56f5-5bb6-b386-cbb90006455b"
          role_definition_name = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
        },
        {
          name                 = "f9538175-7ba1-517d-8aa3-145da38ca12f"
          role_definition_name = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
        },
      ]
    }
    foundry = {
      storage_account_name                                 = "stmercyhealthagentsihhbt"
      storage_account_st_agents_blob_private_endpoint_name = "pep-stmercyhealthagentsihhbt-blob"
      account_name                                         = "ais-mercy-health-radiology-reports-c6dk6"
      account_ais_radiology_reports_private_endpoint_name  = "pep-ais-mercy-health-radiology-reports-c6dk6"
    }
    managed_grafana = {
      grafana_name          = "amg-mercy-health-ib6uk"
      private_endpoint_name = "pep-amg-mercy-health-ib6uk"
    }
    alert_rules = {
      vault_availability_kv_keys_metric_alert_name = "alert-mercy-health-east-vault-availability-kv-keys-mercy-heal-2hee2"
      vault_availability_kv_metric_alert_name      = "alert-mercy-health-east-vault-availability-kv-mercy-health-ib6uk"
      vault_availability_kv_hu_metric_alert_name   = "alert-mercy-health-east-vault-availability-kv-mercy-health-hu-jex7j"
      vault_availability_kv_ml_metric_alert_name   = "alert-mercy-health-east-vault-availability-kv-mercy-health-ml-kfkmx"
    }
    virtual_machines = {
      virtual_machine_admin_username = "azureuser"
    }
    security_workbooks = {
      workbooks = [
        {
          name            = "72a60490-2af4-5cbc-ad65-21b73956a788"
          display_name    = "AI security (mercy-health, east)"
          description     = "What callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## AI security\\n\\nWhat callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"2a00fa05-a52e-5773-b8ae-6e020aa34f51\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind in ('completed', 'refused')\\n| summarize Calls = count() by Kind, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Calls and refusals\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'refused'\\n| summarize Refused = count() by Stage\\n| order by Refused desc\",\"size\":0,\"title\":\"Refusals by stage\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'refused'\\n| summarize Refused = count(), Callers = dcount(Caller), Last = max(TimeGenerated) by Project, Stage, Reason\\n| order by Refused desc\\n| take 50\",\"size\":0,\"title\":\"Refusals by project and reason\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| mv-expand Verdict = Verdicts\\n| extend Guard = tostring(Verdict.stage), Outcome = tostring(Verdict.outcome), Scanned = tolong(Verdict.scanned_chars)\\n| where isnotempty(Guard)\\n| summarize Verdicts = count(), Characters = sum(Scanned) by Guard, Outcome\\n| order by Guard asc, Verdicts desc\",\"size\":0,\"title\":\"What the guards decided\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind in ('completed', 'refused')\\n| summarize Calls = count(), Refused = countif(Kind == 'refused'), Projects = dcount(Project) by Caller\\n| where Refused > 0\\n| extend Share = round(100.0 * Refused / Calls, 1)\\n| order by Refused desc\\n| take 25\",\"size\":0,\"title\":\"Callers who are refused most\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'started'\\n| summarize Starts = count(), Last = max(TimeGenerated) by PolicyDigest, Region\\n| order by Last desc\",\"size\":0,\"title\":\"Gateways and the policy that they started with\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count() by Location\",\"size\":0,\"title\":\"Where calls were processed\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"piechart\"},\"name\":\"part-7\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "c3c482e8-f4d9-5105-ae28-fed0e11c8503"
          display_name    = "Models and cost (mercy-health, east)"
          description     = "Tokens, dollars and time by project and model, as the gateway settled them; below, what Azure's own log says of the same calls."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Models and cost\\n\\nTokens, dollars and time by project and model, as the gateway settled them; below, what Azure's own log says of the same calls.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"1bca9721-dba6-53d4-99af-f06aebb035ea\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Tokens = sum(PromptTokens + CompletionTokens) by Project, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Tokens by project\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count(), Tokens = sum(PromptTokens + CompletionTokens), Cached = sum(CachedTokens), Usd = round(sum(SettledNanousd) / 1000000000.0, 2) by Project, Model\\n| order by Usd desc\",\"size\":0,\"title\":\"Dollars by project and model\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Reserved = sum(ReservedNanousd) / 1000000000.0, Settled = sum(SettledNanousd) / 1000000000.0 by bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Reserved and settled\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count(), Median = percentile(DurationMs, 50), P95 = percentile(DurationMs, 95), FirstToken = percentile(TimeToFirstTokenMs, 50) by Model\\n| order by Calls desc\",\"size\":0,\"title\":\"How long calls take\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureDiagnostics\\n| where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES' and Category == 'RequestResponse'\\n| extend Model = tostring(parse_json(properties_s).modelName)\\n| summarize Calls = count(), Failed = countif(toint(ResultSignature) >= 400), P95 = percentile(DurationMs, 95) by Resource, Model\\n| order by Calls desc\",\"size\":0,\"title\":\"The same calls in Azure's log\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "50088a8c-754c-5a38-84d3-9f8ca1d4b6ab"
          display_name    = "Network (mercy-health, east)"
          description     = "What tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Network\\n\\nWhat tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"f07405be-f85f-50e5-9249-7c365c3e9d8f\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWApplicationRule\\n| where Action == 'Allow'\\n| summarize Requests = count(), Sources = dcount(SourceIp) by Fqdn, Rule\\n| order by Requests desc\\n| take 50\",\"size\":0,\"title\":\"Names that were reached\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWApplicationRule\\n| where Action == 'Deny'\\n| summarize Requests = count(), Last = max(TimeGenerated) by Fqdn, SourceIp\\n| order by Requests desc\\n| take 50\",\"size\":0,\"title\":\"Names that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWNetworkRule\\n| where Action == 'Deny'\\n| summarize Packets = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, DestinationPort, Protocol\\n| order by Packets desc\\n| take 50\",\"size\":0,\"title\":\"Packets that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWNetworkRule\\n| where Action == 'Deny'\\n| summarize Denied = count() by SourceIp, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Denied over time\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWThreatIntel\\n| summarize Hits = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, Fqdn, ThreatDescription, Action\\n| order by Hits desc\",\"size\":0,\"title\":\"Threat intelligence\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWIdpsSignature\\n| summarize Hits = count(), Last = max(TimeGenerated) by SignatureId, Category, Description, Severity, Action, SourceIp\\n| order by Severity asc, Hits desc\",\"size\":0,\"title\":\"Attacks that were recognised\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWDnsQuery\\n| where ResponseCode != 'NOERROR'\\n| summarize Asked = count(), Longest = max(strlen(QueryName)) by SourceIp, ResponseCode\\n| order by Asked desc\\n| take 50\",\"size\":0,\"title\":\"Names that were asked for and have no answer\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-7\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"NTANetAnalytics\\n| where SubType == 'FlowLog' and FlowStatus == 'Denied'\\n| summarize Flows = count(), Last = max(TimeGenerated) by SrcIp, DestIp, DestPort\\n| order by Flows desc\\n| take 50\",\"size\":0,\"title\":\"Flows that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-8\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"NTANetAnalytics\\n| where SubType == 'FlowLog'\\n| summarize Bytes = sum(BytesSrcToDest + BytesDestToSrc) by FlowEncryption\\n| order by Bytes desc\",\"size\":0,\"title\":\"Traffic and its encryption\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-9\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "1004c3dc-2335-5775-9300-116e4a81939d"
          display_name    = "Identity and keys (mercy-health, east)"
          description     = "Who was given what, who used which keys, and who reads the logs themselves. The subscription's activity is in the first region's workspace."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Identity and keys\\n\\nWho was given what, who used which keys, and who reads the logs themselves. The subscription's activity is in the first region's workspace.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"e43cd1ce-a6dc-5623-9ac9-36fd39caf03a\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureActivity\\n| where OperationNameValue startswith 'MICROSOFT.AUTHORIZATION/'\\n| where ActivityStatusValue == 'Success'\\n| project TimeGenerated, Caller, OperationNameValue, ResourceGroup, CallerIpAddress\\n| order by TimeGenerated desc\\n| take 100\",\"size\":0,\"title\":\"Changes of roles, policies and locks\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureActivity\\n| where CategoryValue == 'Administrative' and ActivityStatusValue == 'Success'\\n| summarize Changes = count() by Caller, ResourceProviderValue\\n| order by Changes desc\\n| take 25\",\"size\":0,\"title\":\"Who changes what\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZKVAuditLogs\\n| summarize Operations = count(), Denied = countif(HttpStatusCode == 403), Last = max(TimeGenerated) by OperationName, CallerIpAddress\\n| order by Denied desc, Operations desc\\n| take 50\",\"size\":0,\"title\":\"Use of keys and secrets\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZKVAuditLogs\\n| where OperationName endswith 'Delete' or OperationName endswith 'Purge'\\n| project TimeGenerated, OperationName, RequestUri, CallerIpAddress, ResultType\\n| order by TimeGenerated desc\",\"size\":0,\"title\":\"Keys and secrets that were deleted\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"StorageBlobLogs\\n| where OperationName == 'GetBlob'\\n| summarize Reads = count(), Last = max(TimeGenerated) by AccountName, RequesterObjectId, CallerIpAddress, AuthenticationType\\n| order by Reads desc\",\"size\":0,\"title\":\"Who reads the archive\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"LAQueryLogs\\n| summarize Queries = count(), Records = sum(ResponseRowCount), Last = max(TimeGenerated) by AADEmail, RequestClientApp\\n| order by Records desc\",\"size\":0,\"title\":\"Who asks the workspace\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"MicrosoftAzureBastionAuditLogs\\n| project TimeGenerated, UserName, Protocol, TargetResourceId, ClientIpAddress, Message\\n| order by TimeGenerated desc\\n| take 100\",\"size\":0,\"title\":\"Sessions through Bastion\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-7\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
      ]
    }
  }
}

# values of the variables: written by `enclave build`; change enclave.yaml, not this file

enclave = "contoso-bank"

location = "westeurope"

ban_stdnd_policy_assignment_location = "eastus"

regions = {
  europe = {
    name     = "europe"
    location = "westeurope"
    addresses = {
      hub_network                 = "10.40.0.0/22"
      azure_firewall_subnet       = "10.40.0.0/26"
      azure_bastion_subnet        = "10.40.0.64/26"
      ai_services_network         = "10.40.4.0/22"
      ai_endpoints_subnet         = "10.40.4.0/24"
      compute_network             = "10.40.8.0/22"
      gateway_subnet              = "10.40.8.0/24"
      kubernetes_subnet           = "10.40.9.0/24"
      kubernetes_api_subnet       = "10.40.10.224/28"
      data_network                = "10.40.12.0/23"
      data_endpoints_subnet       = "10.40.12.0/24"
      management_network          = "10.40.14.0/23"
      management_endpoints_subnet = "10.40.14.0/24"
      operations_subnet           = "10.40.15.0/24"
      firewall                    = "10.40.0.4"
    }
    logic_apps = {
      workspace_role_assignment_name = "548a13bc-e222-5db0-9684-b92669352297"
    }
    customer_managed_keys = {
      vault_name                                            = "kv-keys-contoso-ba-gcfde"
      vault_kubernetes_key_crypto_user_role_assignment_name = "b1832656-be84-542b-9a26-3220cca030f7"
      keys = [
        {
          name                 = "ai-services"
          role_assignment_name = "6aac469e-34f4-5c32-9ea7-16b6622c0720"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "cognitive-services"
          role_assignment_name = "64e4aaa2-8183-5a1e-ac3b-e6781d273dd9"
          key_size             = 2048
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "search"
          role_assignment_name = "69c56771-080e-5421-b60b-919138b4e99f"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
            "encrypt",
            "decrypt",
          ]
        },
        {
          name                 = "service-bus"
          role_assignment_name = "b631e04e-af6e-584f-9fac-1ddf3d2e09cc"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "storage"
          role_assignment_name = "e90b8a65-1b49-5188-a95f-d8cbdd2c87a5"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "data-lake"
          role_assignment_name = "1961b6bb-3670-59a0-8ddd-b8dd1930b7bb"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "disks"
          role_assignment_name = "384f084b-2366-5ed3-85af-1b1f0755bd3f"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "container-registry"
          role_assignment_name = "12185730-03e1-5049-a45e-2277794d1d85"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "cosmos-db"
          role_assignment_name = "e612e1de-2768-5b21-bc4e-3322418d5ce3"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "sql"
          role_assignment_name = "7452ace3-5f92-58e1-83aa-28c699af68ad"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "redis"
          role_assignment_name = "0b8deb45-738f-552d-a85b-b47daa9ecdc7"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "backup"
          role_assignment_name = "e33de564-6cd2-572d-8d11-2e2f37f00a2c"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
      ]
    }
    key_vault = {
      vault_name           = "kv-contoso-bank-c6pe5"
      role_assignment_name = "d646407e-2f9b-52df-bc50-dfe5cb299afc"
    }
    storage_archive = {
      storage_account_name = "stcontosobankc6pe5"
    }
    data_lake = {
      storage_account_name = "stcontosobanklakemqiv3"
    }
    cosmos_db = {
      database_account_name    = "cosno-contoso-bank-c6pe5"
      sql_role_assignment_name = "f09c66bb-ad8b-5c58-9a0b-3e17f4771aac"
    }
    sql_database = {
      server_name = "sql-contoso-bank-c6pe5"
    }
    redis_cache = {
      redis_enterprise_name         = "amr-contoso-bank-c6pe5"
      access_policy_assignment_name = "b670cd41f2085ceca75eab76fcb0bb73"
    }
    backup_storage = {
      storage_account_name = "stcontosobankbackup2hgwe"
    }
    container_registry = {
      registry_name    = "crcontosobankc6pe5"
      replication_name = "northeurope"
    }
    document_intelligence = {
      account_name = "di-contoso-bank-c6pe5"
    }
    content_safety = {
      account_name = "cs-contoso-bank-c6pe5"
    }
    service_bus = {
      namespace_name = "sbns-contoso-bank-c6pe5"
    }
    log_anchor = {
      storage_account_name = "stcontosobankanchorxgogh"
    }
    managed_grafana = {
      grafana_name            = "amg-contoso-bank-c6pe5"
      grafana_zone_redundancy = "Disabled"
    }
    ai_search = {
      search_service_name = "srch-contoso-bank-c6pe5"
    }
    restore_procedures = {
      role_assignment_name                                          = "ed6dc12c-fbe9-5739-9d0d-a779d05ef442"
      user_assigned_identity_recover_key_vault_workflow_description = "name of the vault: kv-contoso-bank-c6pe5 or kv-keys-contoso-ba-gcfde"
      user_assigned_identity_recover_key_vault_workflow_pattern     = "^(kv-contoso-bank-c6pe5|kv-keys-contoso-ba-gcfde)$"
    }
    role_assignments = {
      backup_key_role_assignment_name                                            = "41e3baf8-177b-51ef-b91e-1b9d339e70b1"
      account_role_assignment_name                                               = "aa5258e7-e4b4-5df7-ba66-3f3bc07b5a3a"
      workspace_role_assignment_name                                             = "80fd6d82-e06d-59a8-b7fa-4c3187fab992"
      grafana_role_assignment_name                                               = "80dfc052-6180-53b5-86ee-586e07f78d38"
      gateway_data_collection_rule_role_assignment_name                          = "0eaa8112-8bef-5d98-a171-dffb48da2c14"
      firewall_authority_secret_role_assignment_name                             = "7c6067bf-9598-56f3-905e-652c626bfac8"
      storage_account_role_assignment_name                                       = "a56ae15c-2e48-5329-a87e-a4044134b3d3"
      blob_data_owner_lake_storage_account_role_assignment_name                  = "f7fb979a-c96f-5e71-90d9-f028c7029637"
      backup_key_role_assignment_name_2                                          = "65d9d484-7222-5384-95fd-b4164f85440c"
      blob_data_contributor_backup_storage_account_role_assignment_name          = "91894202-b31e-5220-aae6-dd54a216827a"
      acr_push_registry_role_assignment_name                                     = "b04343a3-b19b-593c-aeae-7f57fc0f817d"
      privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name   = "4b520790-64c0-5200-8c89-d311827a259c"
      compute_virtual_network_role_assignment_name                               = "50e730bf-650e-5688-992a-97ad7f08cbbf"
      kubelet_user_assigned_identity_role_assignment_name                        = "84c738e9-b8df-559b-b62c-21abe8629897"
      kubelet_acr_pull_registry_role_assignment_name                             = "f0d9f8ee-f124-524e-b334-437e660eceda"
      disk_encryption_set_role_assignment_name                                   = "11cbcb99-1f65-5247-8983-bcee4ac0310e"
      keys_vault_role_assignment_name                                            = "92cc4a76-b5b7-506b-8c26-becb18abc336"
      search_service_blob_data_reader_lake_storage_account_role_assignment_name  = "5437fc34-c226-5a5c-92bd-8e84a1de6a46"
      azure_service_bus_data_sender_gateway_events_topic_role_assignment_name    = "40fbb10c-457f-5d31-bcc6-481f1ace5aa9"
      azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name   = "f2f9f027-5aa1-5907-9740-e6fd73bf73a9"
      azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name = "8439623b-c807-5afc-ba6c-2c887c0e83bf"
      azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name  = "2e53e5c4-b928-5b52-b005-e493dd3d692e"
      vault_contributor_backup_storage_account_role_assignment_name              = "e2e1870f-d684-52eb-ae25-dddf97463804"
      checkpoints_container_role_assignment_name                                 = "eb16b1cc-ca6c-506b-96bb-7e5ce5df4fbf"
      managed_cluster_role_assignment_name                                       = "8d48ca46-8163-5365-93fd-a8c3f147d39b"
      subnet_role_assignments = [
        {
          subnet_name = "snet-kubernetes"
          name        = "5d4786ee-0942-57da-b14d-2e556ae347de"
        },
        {
          subnet_name = "snet-gateway"
          name        = "fc584d7c-0eab-54af-9235-973981102083"
        },
        {
          subnet_name = "snet-kubernetes-api"
          name        = "0e63519a-43aa-57b1-832c-fa4a9634b0b2"
        },
      ]
      account_role_assignments = [
        {
          name         = "b3932e4c-57a3-5049-b971-685c0dbf79ee"
          principal_id = "22222222-2222-2222-2222-222222222201"
        },
        {
          name         = "ef99839b-8bcd-557d-8a99-4d3605435a90"
          principal_id = "33333333-3333-3333-3333-333333333301"
        },
        {
          name         = "1f9f1bca-2173-5f09-b1b2-7d748be30b4c"
          principal_id = "22222222-2222-2222-2222-222222222203"
        },
        {
          name         = "1951500f-ce69-50ed-8cdc-39668aa806c2"
          principal_id = "33333333-3333-3333-3333-333333333303"
        },
      ]
      account_role_assignments_2 = [
        {
          name         = "a696ef31-4755-5d59-91f4-2dd06b2c7d5c"
          principal_id = "22222222-2222-2222-2222-222222222201"
        },
        {
          name         = "9611dc01-dfa3-55a3-8144-2c94102224f6"
          principal_id = "33333333-3333-3333-3333-333333333301"
        },
        {
          name         = "b7888e32-9a0a-520c-b493-1ca78d102e66"
          principal_id = "22222222-2222-2222-2222-222222222203"
        },
        {
          name         = "8e741439-a187-541e-ae46-6cbece0e423f"
          principal_id = "33333333-3333-3333-3333-333333333303"
        },
      ]
      account_role_assignments_3 = [
        {
          account_name         = "fraud-triage-p5fby"
          name                 = "ea69e80f-9e8f-5446-b35f-3a5050a699c6"
          role_definition_name = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
          principal_id         = "22222222-2222-2222-2222-222222222201"
        },
        {
          account_name         = "fraud-triage-p5fby"
          name                 = "f4baabaf-8c75-5140-b198-4031fd068295"
          role_definition_name = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
          principal_id         = "44444444-4444-4444-4444-444444444444"
        },
        {
          account_name         = "policy-search-agme4"
          name                 = "a87e51bb-f7ae-5461-a9ad-085e711cb4dc"
          role_definition_name = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
          principal_id         = "22222222-2222-2222-2222-222222222203"
        },
        {
          account_name         = "policy-search-agme4"
          name                 = "727f540c-5658-5d2e-bf75-2d793e330bdf"
          role_definition_name = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
          principal_id         = "44444444-4444-4444-4444-444444444444"
        },
      ]
      account_role_assignments_4 = [
        {
          account_name = "fraud-triage-p5fby"
          name         = "6aace45c-6668-5a3f-8775-ef771a22bccf"
        },
        {
          account_name = "policy-search-agme4"
          name         = "fa9b86b4-1e42-5f4f-8261-a535be97b79b"
        },
      ]
    }
    alert_rules = {
      vault_availability_kv_keys_metric_alert_name = "alert-contoso-bank-europe-vault-availability-kv-keys-contoso-ba-gcfde"
      vault_availability_kv_metric_alert_name      = "alert-contoso-bank-europe-vault-availability-kv-contoso-bank-c6pe5"
    }
    private_dns_zones = {
      a_ipv_4_address = "10.40.8.254"
      private_dns_zones = [
        {
          private_dns_zone_name      = "privatelink.westeurope.azmk8s.io"
          virtual_network_link_names = []
        },
        {
          private_dns_zone_name      = "privatelink.we.backup.windowsazure.com"
          virtual_network_link_names = ["link-vnet-contoso-bank-europe-compute"]
        },
        {
          private_dns_zone_name      = "privatelink.westeurope.prometheus.monitor.azure.com"
          virtual_network_link_names = ["link-vnet-contoso-bank-europe-compute"]
        },
      ]
    }
    azure_openai = {
      account_deployment_sku_name = "DataZoneStandard"
      accounts = [
        {
          account_name    = "fraud-triage-p5fby"
          account_project = "fraud-triage"
          account_deployments = [
            {
              name       = "gpt-5.4"
              capacity   = 50
              model_name = "gpt-5.4"
              version    = "2026-03-05"
            },
            {
              name       = "gpt-5.4-mini"
              capacity   = 100
              model_name = "gpt-5.4-mini"
              version    = "2026-03-17"
            },
          ]
        },
        {
          account_name    = "policy-search-agme4"
          account_project = "policy-search"
          account_deployments = [
            {
              name       = "search-chat"
              capacity   = 20
              model_name = "gpt-5.4-mini"
              version    = "2026-03-17"
            },
            {
              name       = "embeddings"
              capacity   = 20
              model_name = "text-embedding-3-large"
              version    = "1"
            },
          ]
        },
      ]
    }
    recovery_services_vault = {
      dns_zone_group_private_dns_zone_config_name = "privatelink-we-backup-windowsazure-com"
      private_dns_zone                            = "privatelink.we.backup.windowsazure.com"
    }
    security_workbooks = {
      workbooks = [
        {
          name            = "ebd5efe0-3b23-5e77-8f20-5c0ffcf6be56"
          display_name    = "AI security (contoso-bank, europe)"
          description     = "What callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## AI security\\n\\nWhat callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"2a00fa05-a52e-5773-b8ae-6e020aa34f51\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind in ('completed', 'refused')\\n| summarize Calls = count() by Kind, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Calls and refusals\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'refused'\\n| summarize Refused = count() by Stage\\n| order by Refused desc\",\"size\":0,\"title\":\"Refusals by stage\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'refused'\\n| summarize Refused = count(), Callers = dcount(Caller), Last = max(TimeGenerated) by Project, Stage, Reason\\n| order by Refused desc\\n| take 50\",\"size\":0,\"title\":\"Refusals by project and reason\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| mv-expand Verdict = Verdicts\\n| extend Guard = tostring(Verdict.stage), Outcome = tostring(Verdict.outcome), Scanned = tolong(Verdict.scanned_chars)\\n| where isnotempty(Guard)\\n| summarize Verdicts = count(), Characters = sum(Scanned) by Guard, Outcome\\n| order by Guard asc, Verdicts desc\",\"size\":0,\"title\":\"What the guards decided\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind in ('completed', 'refused')\\n| summarize Calls = count(), Refused = countif(Kind == 'refused'), Projects = dcount(Project) by Caller\\n| where Refused > 0\\n| extend Share = round(100.0 * Refused / Calls, 1)\\n| order by Refused desc\\n| take 25\",\"size\":0,\"title\":\"Callers who are refused most\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'started'\\n| summarize Starts = count(), Last = max(TimeGenerated) by PolicyDigest, Region\\n| order by Last desc\",\"size\":0,\"title\":\"Gateways and the policy that they started with\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count() by Location\",\"size\":0,\"title\":\"Where calls were processed\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"piechart\"},\"name\":\"part-7\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "c7c6c87b-c166-5af8-9a24-2ee0df1ec67d"
          display_name    = "Models and cost (contoso-bank, europe)"
          description     = "Tokens, dollars and time by project and model, as the gateway settled them; below, what Azure's own log says of the same calls."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Models and cost\\n\\nTokens, dollars and time by project and model, as the gateway settled them; below, what Azure's own log says of the same calls.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"1bca9721-dba6-53d4-99af-f06aebb035ea\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Tokens = sum(PromptTokens + CompletionTokens) by Project, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Tokens by project\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count(), Tokens = sum(PromptTokens + CompletionTokens), Cached = sum(CachedTokens), Usd = round(sum(SettledNanousd) / 1000000000.0, 2) by Project, Model\\n| order by Usd desc\",\"size\":0,\"title\":\"Dollars by project and model\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Reserved = sum(ReservedNanousd) / 1000000000.0, Settled = sum(SettledNanousd) / 1000000000.0 by bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Reserved and settled\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count(), Median = percentile(DurationMs, 50), P95 = percentile(DurationMs, 95), FirstToken = percentile(TimeToFirstTokenMs, 50) by Model\\n| order by Calls desc\",\"size\":0,\"title\":\"How long calls take\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureDiagnostics\\n| where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES' and Category == 'RequestResponse'\\n| extend Model = tostring(parse_json(properties_s).modelName)\\n| summarize Calls = count(), Failed = countif(toint(ResultSignature) >= 400), P95 = percentile(DurationMs, 95) by Resource, Model\\n| order by Calls desc\",\"size\":0,\"title\":\"The same calls in Azure's log\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "9736d254-5a29-57fc-876e-c6181f6d8448"
          display_name    = "Network (contoso-bank, europe)"
          description     = "What tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Network\\n\\nWhat tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"f07405be-f85f-50e5-9249-7c365c3e9d8f\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWApplicationRule\\n| where Action == 'Allow'\\n| summarize Requests = count(), Sources = dcount(SourceIp) by Fqdn, Rule\\n| order by Requests desc\\n| take 50\",\"size\":0,\"title\":\"Names that were reached\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWApplicationRule\\n| where Action == 'Deny'\\n| summarize Requests = count(), Last = max(TimeGenerated) by Fqdn, SourceIp\\n| order by Requests desc\\n| take 50\",\"size\":0,\"title\":\"Names that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWNetworkRule\\n| where Action == 'Deny'\\n| summarize Packets = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, DestinationPort, Protocol\\n| order by Packets desc\\n| take 50\",\"size\":0,\"title\":\"Packets that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWNetworkRule\\n| where Action == 'Deny'\\n| summarize Denied = count() by SourceIp, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Denied over time\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWThreatIntel\\n| summarize Hits = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, Fqdn, ThreatDescription, Action\\n| order by Hits desc\",\"size\":0,\"title\":\"Threat intelligence\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWIdpsSignature\\n| summarize Hits = count(), Last = max(TimeGenerated) by SignatureId, Category, Description, Severity, Action, SourceIp\\n| order by Severity asc, Hits desc\",\"size\":0,\"title\":\"Attacks that were recognised\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWDnsQuery\\n| where ResponseCode != 'NOERROR'\\n| summarize Asked = count(), Longest = max(strlen(QueryName)) by SourceIp, ResponseCode\\n| order by Asked desc\\n| take 50\",\"size\":0,\"title\":\"Names that were asked for and have no answer\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-7\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"NTANetAnalytics\\n| where SubType == 'FlowLog' and FlowStatus == 'Denied'\\n| summarize Flows = count(), Last = max(TimeGenerated) by SrcIp, DestIp, DestPort\\n| order by Flows desc\\n| take 50\",\"size\":0,\"title\":\"Flows that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-8\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"NTANetAnalytics\\n| where SubType == 'FlowLog'\\n| summarize Bytes = sum(BytesSrcToDest + BytesDestToSrc) by FlowEncryption\\n| order by Bytes desc\",\"size\":0,\"title\":\"Traffic and its encryption\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-9\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "ef23b2fe-7822-5972-b22b-91f97ca82934"
          display_name    = "Identity and keys (contoso-bank, europe)"
          description     = "Who was given what, who used which keys, and who reads the logs themselves. The subscription's activity is in the first region's workspace."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Identity and keys\\n\\nWho was given what, who used which keys, and who reads the logs themselves. The subscription's activity is in the first region's workspace.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"e43cd1ce-a6dc-5623-9ac9-36fd39caf03a\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureActivity\\n| where OperationNameValue startswith 'MICROSOFT.AUTHORIZATION/'\\n| where ActivityStatusValue == 'Success'\\n| project TimeGenerated, Caller, OperationNameValue, ResourceGroup, CallerIpAddress\\n| order by TimeGenerated desc\\n| take 100\",\"size\":0,\"title\":\"Changes of roles, policies and locks\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureActivity\\n| where CategoryValue == 'Administrative' and ActivityStatusValue == 'Success'\\n| summarize Changes = count() by Caller, ResourceProviderValue\\n| order by Changes desc\\n| take 25\",\"size\":0,\"title\":\"Who changes what\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZKVAuditLogs\\n| summarize Operations = count(), Denied = countif(HttpStatusCode == 403), Last = max(TimeGenerated) by OperationName, CallerIpAddress\\n| order by Denied desc, Operations desc\\n| take 50\",\"size\":0,\"title\":\"Use of keys and secrets\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZKVAuditLogs\\n| where OperationName endswith 'Delete' or OperationName endswith 'Purge'\\n| project TimeGenerated, OperationName, RequestUri, CallerIpAddress, ResultType\\n| order by TimeGenerated desc\",\"size\":0,\"title\":\"Keys and secrets that were deleted\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"StorageBlobLogs\\n| where OperationName == 'GetBlob'\\n| summarize Reads = count(), Last = max(TimeGenerated) by AccountName, RequesterObjectId, CallerIpAddress, AuthenticationType\\n| order by Reads desc\",\"size\":0,\"title\":\"Who reads the archive\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"LAQueryLogs\\n| summarize Queries = count(), Records = sum(ResponseRowCount), Last = max(TimeGenerated) by AADEmail, RequestClientApp\\n| order by Records desc\",\"size\":0,\"title\":\"Who asks the workspace\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"MicrosoftAzureBastionAuditLogs\\n| project TimeGenerated, UserName, Protocol, TargetResourceId, ClientIpAddress, Message\\n| order by TimeGenerated desc\\n| take 100\",\"size\":0,\"title\":\"Sessions through Bastion\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-7\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AKSAuditAdmin\\n| extend Who = tostring(User.username), Kind = tostring(ObjectRef.resource), Part = tostring(ObjectRef.subresource)\\n| where not(Who startswith 'system:')\\n| summarize Changes = count(), Last = max(TimeGenerated) by Who, Verb, Kind, Part\\n| order by Changes desc\\n| take 50\",\"size\":0,\"title\":\"Inside the cluster\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-8\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
      ]
    }
    sentinel = {
      workspace_setting_names   = ["EntityAnalytics"]
      workspace_setting_2_names = ["Ueba"]
    }
    sentinel_rules = {
      workspace_alert_rule_names   = ["role-escalation"]
      workspace_alert_rule_2_names = ["evidence-removed"]
      workspace_alert_rule_3_names = ["behaviour"]
    }
    diagnostic_settings = {
      account_diagnostic_setting_account_names = [
        "fraud-triage-p5fby",
        "policy-search-agme4",
      ]
    }
  }
  us_healthcare = {
    name     = "us-healthcare"
    location = "eastus"
    addresses = {
      hub_network                 = "10.40.16.0/22"
      azure_firewall_subnet       = "10.40.16.0/26"
      azure_bastion_subnet        = "10.40.16.64/26"
      ai_services_network         = "10.40.20.0/22"
      ai_endpoints_subnet         = "10.40.20.0/24"
      compute_network             = "10.40.24.0/22"
      gateway_subnet              = "10.40.24.0/24"
      kubernetes_subnet           = "10.40.25.0/24"
      kubernetes_api_subnet       = "10.40.26.224/28"
      data_network                = "10.40.28.0/23"
      data_endpoints_subnet       = "10.40.28.0/24"
      management_network          = "10.40.30.0/23"
      management_endpoints_subnet = "10.40.30.0/24"
      operations_subnet           = "10.40.31.0/24"
      firewall                    = "10.40.16.4"
    }
    logic_apps = {
      workspace_role_assignment_name = "fec024b9-6185-5419-8fae-31f32c9bb6b7"
    }
    customer_managed_keys = {
      vault_name                                            = "kv-keys-contoso-ba-avyyl"
      vault_kubernetes_key_crypto_user_role_assignment_name = "811fce62-50a9-5164-8ea1-fc40db87dba2"
      keys = [
        {
          name                 = "ai-services"
          role_assignment_name = "562e3025-de7b-583e-9631-1ebf7e23480d"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "cognitive-services"
          role_assignment_name = "8913ed49-f278-569d-add2-73fd1f583c17"
          key_size             = 2048
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "search"
          role_assignment_name = "976e7d66-a206-527d-89a6-5bf3a703c574"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
            "encrypt",
            "decrypt",
          ]
        },
        {
          name                 = "service-bus"
          role_assignment_name = "e5d0e692-d41e-5620-ae1e-3f724bd9595c"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "storage"
          role_assignment_name = "086cc036-d632-521e-bf80-14855c3d92bf"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "data-lake"
          role_assignment_name = "a16f3255-9b78-51da-a3fa-7c03a7cee421"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "disks"
          role_assignment_name = "770dfc0c-3309-5a14-aa5a-87b932f3a106"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "container-registry"
          role_assignment_name = "22e0042a-971e-5376-8980-63332c65044e"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "cosmos-db"
          role_assignment_name = "b36bc4c9-ef51-5f44-b516-518845551000"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "sql"
          role_assignment_name = "f6e8db8d-5cdd-573a-a768-e99b49ed9862"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "redis"
          role_assignment_name = "467e81f9-7550-562e-b6d5-1cbcf35fedf3"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
        {
          name                 = "backup"
          role_assignment_name = "838a1b1d-9164-585e-8d1b-8331d127ae9d"
          key_size             = 3072
          key_ops = [
            "wrapKey",
            "unwrapKey",
          ]
        },
      ]
    }
    key_vault = {
      vault_name           = "kv-contoso-bank-cpymk"
      role_assignment_name = "5a8c62d6-4811-5a44-afe3-698eee6a5c4a"
    }
    storage_archive = {
      storage_account_name = "stcontosobankcpymk"
    }
    data_lake = {
      storage_account_name = "stcontosobanklakebthsa"
    }
    cosmos_db = {
      database_account_name    = "cosno-contoso-bank-cpymk"
      sql_role_assignment_name = "0359648c-e461-57af-b388-84988e4c8c78"
    }
    sql_database = {
      server_name = "sql-contoso-bank-cpymk"
    }
    redis_cache = {
      redis_enterprise_name         = "amr-contoso-bank-cpymk"
      access_policy_assignment_name = "dc21c9c115b750d184f8b572365b2237"
    }
    backup_storage = {
      storage_account_name = "stcontosobankbackupjhuf4"
    }
    container_registry = {
      registry_name    = "crcontosobankcpymk"
      replication_name = "westus3"
    }
    document_intelligence = {
      account_name = "di-contoso-bank-cpymk"
    }
    content_safety = {
      account_name = "cs-contoso-bank-cpymk"
    }
    service_bus = {
      namespace_name = "sbns-contoso-bank-cpymk"
    }
    log_anchor = {
      storage_account_name = "stcontosobankanchorsyrn5"
    }
    managed_grafana = {
      grafana_name            = "amg-contoso-bank-cpymk"
      grafana_zone_redundancy = "Enabled"
    }
    ai_search = {
      search_service_name = "srch-contoso-bank-cpymk"
    }
    restore_procedures = {
      role_assignment_name                                          = "28c6586b-75a8-51ce-91fe-207a3b51c793"
      user_assigned_identity_recover_key_vault_workflow_description = "name of the vault: kv-contoso-bank-cpymk or kv-keys-contoso-ba-avyyl"
      user_assigned_identity_recover_key_vault_workflow_pattern     = "^(kv-contoso-bank-cpymk|kv-keys-contoso-ba-avyyl)$"
    }
    role_assignments = {
      backup_key_role_assignment_name                                            = "05be0f94-eb76-5789-a462-cbf903049795"
      account_role_assignment_name                                               = "954badb1-5fab-5de6-9cb7-bd5966ab3035"
      workspace_role_assignment_name                                             = "ebafa0e4-a812-5b19-916f-4f3ed1f5b995"
      grafana_role_assignment_name                                               = "c2bf47b1-f523-5528-bcfa-1de40e41ecb1"
      gateway_data_collection_rule_role_assignment_name                          = "b23d341f-f30e-560e-98d5-19747968e0e9"
      firewall_authority_secret_role_assignment_name                             = "3d1ed06c-a0c0-5cfc-b80c-5702a296bd1d"
      storage_account_role_assignment_name                                       = "1cc97acf-bfd4-5018-9f68-2f44b6522c7d"
      blob_data_owner_lake_storage_account_role_assignment_name                  = "f7f856a4-a23d-559f-919e-35c58d39544c"
      backup_key_role_assignment_name_2                                          = "d76493b9-c4cc-552a-bd28-307f3052b7d9"
      blob_data_contributor_backup_storage_account_role_assignment_name          = "637ac8cd-dd41-540a-8203-d8debdf063ec"
      acr_push_registry_role_assignment_name                                     = "5fbc96d5-1e03-503b-b270-60ae998d3252"
      privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name   = "8716cb9c-2b73-52d5-bef3-8e20789dbf15"
      compute_virtual_network_role_assignment_name                               = "d8e2778a-b2b1-5f82-98e8-d527f80fa2e5"
      kubelet_user_assigned_identity_role_assignment_name                        = "35c40030-69f0-5b61-8d18-aea9859def2a"
      kubelet_acr_pull_registry_role_assignment_name                             = "132732d7-e1ca-5a2c-8eb7-18a6f3cd12ab"
      disk_encryption_set_role_assignment_name                                   = "aab713be-3d14-5aec-9ff2-eeb00e32b60a"
      keys_vault_role_assignment_name                                            = "226782c0-42d2-5315-9663-c8c8b00c349d"
      search_service_blob_data_reader_lake_storage_account_role_assignment_name  = "ea5c5874-983b-5a16-a98f-a4df53254cd6"
      azure_service_bus_data_sender_gateway_events_topic_role_assignment_name    = "13105b1d-8306-5ed7-9f2d-54e3e5e837d1"
      azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name   = "9b719d53-66fc-518a-a869-508dde31797a"
      azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name = "03decae1-25a2-5b64-a2d0-19cc8aa49df3"
      azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name  = "c291a04a-7713-53e3-877d-573e788e37da"
      vault_contributor_backup_storage_account_role_assignment_name              = "463ee5ec-8036-5e35-abec-244a3d44a408"
      checkpoints_container_role_assignment_name                                 = "d36886d3-0011-51d0-8482-043579e7fe9b"
      managed_cluster_role_assignment_name                                       = "ad89924d-b071-5f18-8fb7-7117e3ac74c4"
      subnet_role_assignments = [
        {
          subnet_name = "snet-kubernetes"
          name        = "37e56ebb-19e9-5035-b9ab-bd49e2d08aaf"
        },
        {
          subnet_name = "snet-gateway"
          name        = "991e8e5a-dc43-5a12-8615-30211ee69535"
        },
        {
          subnet_name = "snet-kubernetes-api"
          name        = "e5da69b3-535a-501f-8b01-d71542eea364"
        },
      ]
      account_role_assignments = [
        {
          name         = "f633fa8e-7976-55fd-934c-c8b46ec43d76"
          principal_id = "22222222-2222-2222-2222-222222222202"
        },
        {
          name         = "ab3ed49c-9e6d-51ef-8325-78cfbb0e1e71"
          principal_id = "33333333-3333-3333-3333-333333333302"
        },
      ]
      account_role_assignments_2 = [
        {
          name         = "fa74fc60-5576-55e7-8dd5-e77437ec2712"
          principal_id = "22222222-2222-2222-2222-222222222202"
        },
        {
          name         = "61c53753-7abf-531a-b130-c78f69569a03"
          principal_id = "33333333-3333-3333-3333-333333333302"
        },
      ]
      account_role_assignments_3 = [
        {
          account_name         = "claims-assistant-rypx4"
          name                 = "ac675885-5196-589d-9631-6c4b65aca2aa"
          role_definition_name = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
          principal_id         = "22222222-2222-2222-2222-222222222202"
        },
        {
          account_name         = "claims-assistant-rypx4"
          name                 = "91429f7d-f806-5c28-bd70-786bec8fa8f0"
          role_definition_name = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
          principal_id         = "44444444-4444-4444-4444-444444444444"
        },
      ]
      account_role_assignments_4 = [
        {
          account_name = "claims-assistant-rypx4"
          name         = "ccf84633-6fe0-5e27-b1cd-2928bd95579b"
        },
      ]
    }
    alert_rules = {
      vault_availability_kv_keys_metric_alert_name = "alert-contoso-bank-us-healthcare-vault-availability-kv-keys-contoso-ba-avyyl"
      vault_availability_kv_metric_alert_name      = "alert-contoso-bank-us-healthcare-vault-availability-kv-contoso-bank-cpymk"
    }
    private_dns_zones = {
      a_ipv_4_address = "10.40.24.254"
      private_dns_zones = [
        {
          private_dns_zone_name      = "privatelink.eastus.azmk8s.io"
          virtual_network_link_names = []
        },
        {
          private_dns_zone_name      = "privatelink.eus.backup.windowsazure.com"
          virtual_network_link_names = ["link-vnet-contoso-bank-us-healthcare-compute"]
        },
        {
          private_dns_zone_name      = "privatelink.eastus.prometheus.monitor.azure.com"
          virtual_network_link_names = ["link-vnet-contoso-bank-us-healthcare-compute"]
        },
      ]
    }
    azure_openai = {
      account_deployment_sku_name = "Standard"
      accounts = [
        {
          account_name    = "claims-assistant-rypx4"
          account_project = "claims-assistant"
          account_deployments = [
            {
              name       = "gpt-5.1"
              capacity   = 30
              model_name = "gpt-5.1"
              version    = "2025-11-13"
            },
          ]
        },
      ]
    }
    recovery_services_vault = {
      dns_zone_group_private_dns_zone_config_name = "privatelink-eus-backup-windowsazure-com"
      private_dns_zone                            = "privatelink.eus.backup.windowsazure.com"
    }
    security_workbooks = {
      workbooks = [
        {
          name            = "33f73f4e-d70a-5ce9-b3c7-b699722bc5ea"
          display_name    = "AI security (contoso-bank, us_healthcare)"
          description     = "What callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## AI security\\n\\nWhat callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"2a00fa05-a52e-5773-b8ae-6e020aa34f51\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind in ('completed', 'refused')\\n| summarize Calls = count() by Kind, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Calls and refusals\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'refused'\\n| summarize Refused = count() by Stage\\n| order by Refused desc\",\"size\":0,\"title\":\"Refusals by stage\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'refused'\\n| summarize Refused = count(), Callers = dcount(Caller), Last = max(TimeGenerated) by Project, Stage, Reason\\n| order by Refused desc\\n| take 50\",\"size\":0,\"title\":\"Refusals by project and reason\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| mv-expand Verdict = Verdicts\\n| extend Guard = tostring(Verdict.stage), Outcome = tostring(Verdict.outcome), Scanned = tolong(Verdict.scanned_chars)\\n| where isnotempty(Guard)\\n| summarize Verdicts = count(), Characters = sum(Scanned) by Guard, Outcome\\n| order by Guard asc, Verdicts desc\",\"size\":0,\"title\":\"What the guards decided\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind in ('completed', 'refused')\\n| summarize Calls = count(), Refused = countif(Kind == 'refused'), Projects = dcount(Project) by Caller\\n| where Refused > 0\\n| extend Share = round(100.0 * Refused / Calls, 1)\\n| order by Refused desc\\n| take 25\",\"size\":0,\"title\":\"Callers who are refused most\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'started'\\n| summarize Starts = count(), Last = max(TimeGenerated) by PolicyDigest, Region\\n| order by Last desc\",\"size\":0,\"title\":\"Gateways and the policy that they started with\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count() by Location\",\"size\":0,\"title\":\"Where calls were processed\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"piechart\"},\"name\":\"part-7\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "9f7b0bb2-d433-5483-a358-1f44e9efad86"
          display_name    = "Models and cost (contoso-bank, us_healthcare)"
          description     = "Tokens, dollars and time by project and model, as the gateway settled them; below, what Azure's own log says of the same calls."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Models and cost\\n\\nTokens, dollars and time by project and model, as the gateway settled them; below, what Azure's own log says of the same calls.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"1bca9721-dba6-53d4-99af-f06aebb035ea\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Tokens = sum(PromptTokens + CompletionTokens) by Project, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Tokens by project\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count(), Tokens = sum(PromptTokens + CompletionTokens), Cached = sum(CachedTokens), Usd = round(sum(SettledNanousd) / 1000000000.0, 2) by Project, Model\\n| order by Usd desc\",\"size\":0,\"title\":\"Dollars by project and model\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Reserved = sum(ReservedNanousd) / 1000000000.0, Settled = sum(SettledNanousd) / 1000000000.0 by bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Reserved and settled\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"EnclaveEvents_CL\\n| where Kind == 'completed'\\n| summarize Calls = count(), Median = percentile(DurationMs, 50), P95 = percentile(DurationMs, 95), FirstToken = percentile(TimeToFirstTokenMs, 50) by Model\\n| order by Calls desc\",\"size\":0,\"title\":\"How long calls take\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureDiagnostics\\n| where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES' and Category == 'RequestResponse'\\n| extend Model = tostring(parse_json(properties_s).modelName)\\n| summarize Calls = count(), Failed = countif(toint(ResultSignature) >= 400), P95 = percentile(DurationMs, 95) by Resource, Model\\n| order by Calls desc\",\"size\":0,\"title\":\"The same calls in Azure's log\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "4aefd76f-3b2d-507e-85ec-38ce1842022b"
          display_name    = "Network (contoso-bank, us_healthcare)"
          description     = "What tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Network\\n\\nWhat tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"f07405be-f85f-50e5-9249-7c365c3e9d8f\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWApplicationRule\\n| where Action == 'Allow'\\n| summarize Requests = count(), Sources = dcount(SourceIp) by Fqdn, Rule\\n| order by Requests desc\\n| take 50\",\"size\":0,\"title\":\"Names that were reached\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWApplicationRule\\n| where Action == 'Deny'\\n| summarize Requests = count(), Last = max(TimeGenerated) by Fqdn, SourceIp\\n| order by Requests desc\\n| take 50\",\"size\":0,\"title\":\"Names that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWNetworkRule\\n| where Action == 'Deny'\\n| summarize Packets = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, DestinationPort, Protocol\\n| order by Packets desc\\n| take 50\",\"size\":0,\"title\":\"Packets that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWNetworkRule\\n| where Action == 'Deny'\\n| summarize Denied = count() by SourceIp, bin(TimeGenerated, 1h)\",\"size\":0,\"title\":\"Denied over time\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"timechart\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWThreatIntel\\n| summarize Hits = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, Fqdn, ThreatDescription, Action\\n| order by Hits desc\",\"size\":0,\"title\":\"Threat intelligence\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWIdpsSignature\\n| summarize Hits = count(), Last = max(TimeGenerated) by SignatureId, Category, Description, Severity, Action, SourceIp\\n| order by Severity asc, Hits desc\",\"size\":0,\"title\":\"Attacks that were recognised\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZFWDnsQuery\\n| where ResponseCode != 'NOERROR'\\n| summarize Asked = count(), Longest = max(strlen(QueryName)) by SourceIp, ResponseCode\\n| order by Asked desc\\n| take 50\",\"size\":0,\"title\":\"Names that were asked for and have no answer\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-7\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"NTANetAnalytics\\n| where SubType == 'FlowLog' and FlowStatus == 'Denied'\\n| summarize Flows = count(), Last = max(TimeGenerated) by SrcIp, DestIp, DestPort\\n| order by Flows desc\\n| take 50\",\"size\":0,\"title\":\"Flows that were denied\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-8\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"NTANetAnalytics\\n| where SubType == 'FlowLog'\\n| summarize Bytes = sum(BytesSrcToDest + BytesDestToSrc) by FlowEncryption\\n| order by Bytes desc\",\"size\":0,\"title\":\"Traffic and its encryption\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-9\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
        {
          name            = "b3376a5d-6d75-5e7e-b646-08c4ce04f71a"
          display_name    = "Identity and keys (contoso-bank, us_healthcare)"
          description     = "Who was given what, who used which keys, and who reads the logs themselves. The subscription's activity is in the first region's workspace."
          serialized_data = "{\"version\":\"Notebook/1.0\",\"items\":[{\"type\":1,\"content\":{\"json\":\"## Identity and keys\\n\\nWho was given what, who used which keys, and who reads the logs themselves. The subscription's activity is in the first region's workspace.\"},\"name\":\"title\"},{\"type\":9,\"content\":{\"version\":\"KqlParameterItem/1.0\",\"parameters\":[{\"id\":\"e43cd1ce-a6dc-5623-9ac9-36fd39caf03a\",\"version\":\"KqlParameterItem/1.0\",\"name\":\"TimeRange\",\"label\":\"time\",\"type\":4,\"isRequired\":true,\"value\":{\"durationMs\":86400000},\"typeSettings\":{\"selectableValues\":[{\"durationMs\":3600000},{\"durationMs\":14400000},{\"durationMs\":86400000},{\"durationMs\":259200000},{\"durationMs\":604800000},{\"durationMs\":2592000000}],\"allowCustom\":true}}],\"style\":\"pills\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\"},\"name\":\"range\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureActivity\\n| where OperationNameValue startswith 'MICROSOFT.AUTHORIZATION/'\\n| where ActivityStatusValue == 'Success'\\n| project TimeGenerated, Caller, OperationNameValue, ResourceGroup, CallerIpAddress\\n| order by TimeGenerated desc\\n| take 100\",\"size\":0,\"title\":\"Changes of roles, policies and locks\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-1\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AzureActivity\\n| where CategoryValue == 'Administrative' and ActivityStatusValue == 'Success'\\n| summarize Changes = count() by Caller, ResourceProviderValue\\n| order by Changes desc\\n| take 25\",\"size\":0,\"title\":\"Who changes what\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"barchart\"},\"name\":\"part-2\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZKVAuditLogs\\n| summarize Operations = count(), Denied = countif(HttpStatusCode == 403), Last = max(TimeGenerated) by OperationName, CallerIpAddress\\n| order by Denied desc, Operations desc\\n| take 50\",\"size\":0,\"title\":\"Use of keys and secrets\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-3\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AZKVAuditLogs\\n| where OperationName endswith 'Delete' or OperationName endswith 'Purge'\\n| project TimeGenerated, OperationName, RequestUri, CallerIpAddress, ResultType\\n| order by TimeGenerated desc\",\"size\":0,\"title\":\"Keys and secrets that were deleted\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-4\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"StorageBlobLogs\\n| where OperationName == 'GetBlob'\\n| summarize Reads = count(), Last = max(TimeGenerated) by AccountName, RequesterObjectId, CallerIpAddress, AuthenticationType\\n| order by Reads desc\",\"size\":0,\"title\":\"Who reads the archive\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-5\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"LAQueryLogs\\n| summarize Queries = count(), Records = sum(ResponseRowCount), Last = max(TimeGenerated) by AADEmail, RequestClientApp\\n| order by Records desc\",\"size\":0,\"title\":\"Who asks the workspace\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-6\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"MicrosoftAzureBastionAuditLogs\\n| project TimeGenerated, UserName, Protocol, TargetResourceId, ClientIpAddress, Message\\n| order by TimeGenerated desc\\n| take 100\",\"size\":0,\"title\":\"Sessions through Bastion\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-7\"},{\"type\":3,\"content\":{\"version\":\"KqlItem/1.0\",\"query\":\"AKSAuditAdmin\\n| extend Who = tostring(User.username), Kind = tostring(ObjectRef.resource), Part = tostring(ObjectRef.subresource)\\n| where not(Who startswith 'system:')\\n| summarize Changes = count(), Last = max(TimeGenerated) by Who, Verb, Kind, Part\\n| order by Changes desc\\n| take 50\",\"size\":0,\"title\":\"Inside the cluster\",\"noDataMessage\":\"nothing in this time\",\"timeContextFromParameter\":\"TimeRange\",\"queryType\":0,\"resourceType\":\"microsoft.operationalinsights/workspaces\",\"visualization\":\"table\"},\"name\":\"part-8\"}],\"fallbackResourceIds\":[],\"$schema\":\"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json\"}"
        },
      ]
    }
    sentinel = {
      workspace_setting_names   = []
      workspace_setting_2_names = []
    }
    sentinel_rules = {
      workspace_alert_rule_names   = []
      workspace_alert_rule_2_names = []
      workspace_alert_rule_3_names = []
    }
    diagnostic_settings = {
      account_diagnostic_setting_account_names = ["claims-assistant-rypx4"]
    }
  }
}

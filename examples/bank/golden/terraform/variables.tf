# variables: written by `enclave build`; change enclave.yaml, not this file

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "ban_stdnd_policy_assignment_location" {
  type        = string
  description = "Azure region of the policy assignment."
}

variable "firewall_authority" {
  type        = string
  description = "Intermediate authority of the firewall's TLS inspection: a PFX without a password, in base64, RSA 4096, CA with a path length of 1 or more, good for a year at least. Clients must trust it."
  sensitive   = true
  ephemeral   = true
}

variable "regions" {
  type = map(object({
    name     = string
    location = string
    addresses = object({
      hub_network                 = string
      azure_firewall_subnet       = string
      azure_bastion_subnet        = string
      ai_services_network         = string
      ai_endpoints_subnet         = string
      compute_network             = string
      gateway_subnet              = string
      kubernetes_subnet           = string
      kubernetes_api_subnet       = string
      data_network                = string
      data_endpoints_subnet       = string
      management_network          = string
      management_endpoints_subnet = string
      operations_subnet           = string
      firewall                    = string
    })
    logic_apps = object({
      workspace_role_assignment_name = string
    })
    customer_managed_keys = object({
      vault_name                                            = string
      vault_kubernetes_key_crypto_user_role_assignment_name = string
      keys = list(object({
        name                 = string
        role_assignment_name = string
        key_size             = number
        key_ops              = list(string)
      }))
    })
    key_vault = object({
      vault_name           = string
      role_assignment_name = string
    })
    storage_archive = object({
      storage_account_name = string
    })
    data_lake = object({
      storage_account_name = string
    })
    cosmos_db = object({
      database_account_name    = string
      sql_role_assignment_name = string
    })
    sql_database = object({
      server_name = string
    })
    redis_cache = object({
      redis_enterprise_name         = string
      access_policy_assignment_name = string
    })
    backup_storage = object({
      storage_account_name = string
    })
    container_registry = object({
      registry_name    = string
      replication_name = string
    })
    document_intelligence = object({
      account_name = string
    })
    content_safety = object({
      account_name = string
    })
    service_bus = object({
      namespace_name = string
    })
    log_anchor = object({
      storage_account_name = string
    })
    managed_grafana = object({
      grafana_name            = string
      grafana_zone_redundancy = string
    })
    ai_search = object({
      search_service_name = string
    })
    restore_procedures = object({
      role_assignment_name                                          = string
      user_assigned_identity_recover_key_vault_workflow_description = string
      user_assigned_identity_recover_key_vault_workflow_pattern     = string
    })
    role_assignments = object({
      backup_key_role_assignment_name                                            = string
      account_role_assignment_name                                               = string
      workspace_role_assignment_name                                             = string
      grafana_role_assignment_name                                               = string
      gateway_data_collection_rule_role_assignment_name                          = string
      firewall_authority_secret_role_assignment_name                             = string
      storage_account_role_assignment_name                                       = string
      blob_data_owner_lake_storage_account_role_assignment_name                  = string
      backup_key_role_assignment_name_2                                          = string
      blob_data_contributor_backup_storage_account_role_assignment_name          = string
      acr_push_registry_role_assignment_name                                     = string
      privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name   = string
      compute_virtual_network_role_assignment_name                               = string
      kubelet_user_assigned_identity_role_assignment_name                        = string
      kubelet_acr_pull_registry_role_assignment_name                             = string
      disk_encryption_set_role_assignment_name                                   = string
      keys_vault_role_assignment_name                                            = string
      search_service_blob_data_reader_lake_storage_account_role_assignment_name  = string
      azure_service_bus_data_sender_gateway_events_topic_role_assignment_name    = string
      azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name   = string
      azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name = string
      azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name  = string
      vault_contributor_backup_storage_account_role_assignment_name              = string
      checkpoints_container_role_assignment_name                                 = string
      managed_cluster_role_assignment_name                                       = string
      subnet_role_assignments = list(object({
        subnet_name = string
        name        = string
      }))
      account_role_assignments = list(object({
        name         = string
        principal_id = string
      }))
      account_role_assignments_2 = list(object({
        name         = string
        principal_id = string
      }))
      account_role_assignments_3 = list(object({
        account_name         = string
        name                 = string
        role_definition_name = string
        principal_id         = string
      }))
      account_role_assignments_4 = list(object({
        account_name = string
        name         = string
      }))
    })
    alert_rules = object({
      vault_availability_kv_keys_metric_alert_name = string
      vault_availability_kv_metric_alert_name      = string
    })
    private_dns_zones = object({
      a_ipv_4_address = string
      private_dns_zones = list(object({
        private_dns_zone_name      = string
        virtual_network_link_names = list(string)
      }))
    })
    azure_openai = object({
      account_deployment_sku_name = string
      accounts = list(object({
        account_name    = string
        account_project = string
        account_deployments = list(object({
          name       = string
          capacity   = number
          model_name = string
          version    = string
        }))
      }))
    })
    recovery_services_vault = object({
      dns_zone_group_private_dns_zone_config_name = string
      private_dns_zone                            = string
    })
    security_workbooks = object({
      workbooks = list(object({
        name            = string
        display_name    = string
        description     = string
        serialized_data = string
      }))
    })
    sentinel = object({
      workspace_setting_names   = list(string)
      workspace_setting_2_names = list(string)
    })
    sentinel_rules = object({
      workspace_alert_rule_names   = list(string)
      workspace_alert_rule_2_names = list(string)
      workspace_alert_rule_3_names = list(string)
    })
    diagnostic_settings = object({
      account_diagnostic_setting_account_names = list(string)
    })
  }))
  description = <<-EOT
    Regions of the enclave, by their names in enclave.yaml:
    - name: Name of the region, as it stands in names.
    - location: Azure region.
    - addresses: Addresses of the networks of a region.
      - hub_network: Address prefix of the hub network.
      - azure_firewall_subnet: Address prefix of the azure firewall subnet.
      - azure_bastion_subnet: Address prefix of the azure bastion subnet.
      - ai_services_network: Address prefix of the AI services network.
      - ai_endpoints_subnet: Address prefix of the AI endpoints subnet.
      - compute_network: Address prefix of the compute network.
      - gateway_subnet: Address prefix of the gateway subnet.
      - kubernetes_subnet: Address prefix of the kubernetes subnet.
      - kubernetes_api_subnet: Address prefix of the kubernetes API subnet.
      - data_network: Address prefix of the data network.
      - data_endpoints_subnet: Address prefix of the data endpoints subnet.
      - management_network: Address prefix of the management network.
      - management_endpoints_subnet: Address prefix of the management endpoints subnet.
      - operations_subnet: Address prefix of the operations subnet.
      - firewall: Private address of the firewall.
    - logic_apps: Values for the module `ai-services/logic-apps`.
      - workspace_role_assignment_name: Name of the workspace role assignment.
    - customer_managed_keys: Values for the module `ai-services/customer-managed-keys`.
      - vault_name: Name of the vault.
      - vault_kubernetes_key_crypto_user_role_assignment_name: Name of the vault kubernetes key crypto user role assignment.
      - keys: Keys to deploy.
        - name: Name of the key.
        - role_assignment_name: Name of the role assignment.
        - key_size: Key size of the key.
        - key_ops: Key ops of the key.
    - key_vault: Values for the module `key-vault/key-vault`.
      - vault_name: Name of the vault.
      - role_assignment_name: Name of the role assignment.
    - storage_archive: Values for the module `monitoring/storage-archive`.
      - storage_account_name: Name of the storage account.
    - data_lake: Values for the module `data-services/data-lake`.
      - storage_account_name: Name of the storage account.
    - cosmos_db: Values for the module `data-services/cosmos-db`.
      - database_account_name: Name of the database account.
      - sql_role_assignment_name: Name of the SQL role assignment.
    - sql_database: Values for the module `data-services/sql-database`.
      - server_name: Name of the server.
    - redis_cache: Values for the module `data-services/redis-cache`.
      - redis_enterprise_name: Name of the redis enterprise.
      - access_policy_assignment_name: Name of the access policy assignment.
    - backup_storage: Values for the module `backup-recovery/backup-storage`.
      - storage_account_name: Name of the storage account.
    - container_registry: Values for the module `container-infrastructure/container-registry`.
      - registry_name: Name of the registry.
      - replication_name: Name of the replication.
    - document_intelligence: Values for the module `ai-services/document-intelligence`.
      - account_name: Name of the account.
    - content_safety: Values for the module `ai-services/content-safety`.
      - account_name: Name of the account.
    - service_bus: Values for the module `ai-services/service-bus`.
      - namespace_name: Name of the namespace.
    - log_anchor: Values for the module `monitoring/log-anchor`.
      - storage_account_name: Name of the storage account.
    - managed_grafana: Values for the module `monitoring/managed-grafana`.
      - grafana_name: Name of the grafana.
      - grafana_zone_redundancy: Zone redundancy of the grafana.
    - ai_search: Values for the module `ai-services/ai-search`.
      - search_service_name: Name of the search service.
    - restore_procedures: Values for the module `backup-recovery/restore-procedures`.
      - role_assignment_name: Name of the role assignment.
      - user_assigned_identity_recover_key_vault_workflow_description: Description of the workflow.
      - user_assigned_identity_recover_key_vault_workflow_pattern: Pattern of the workflow.
    - role_assignments: Values for the module `identity-access/role-assignments`.
      - backup_key_role_assignment_name: Name of the backup key role assignment.
      - account_role_assignment_name: Name of the account role assignment.
      - workspace_role_assignment_name: Name of the workspace role assignment.
      - grafana_role_assignment_name: Name of the grafana role assignment.
      - gateway_data_collection_rule_role_assignment_name: Name of the gateway data collection rule role assignment.
      - firewall_authority_secret_role_assignment_name: Name of the firewall authority secret role assignment.
      - storage_account_role_assignment_name: Name of the storage account role assignment.
      - blob_data_owner_lake_storage_account_role_assignment_name: Name of the blob data owner lake storage account role assignment.
      - backup_key_role_assignment_name_2: Name of the backup key role assignment.
      - blob_data_contributor_backup_storage_account_role_assignment_name: Name of the blob data contributor backup storage account role assignment.
      - acr_push_registry_role_assignment_name: Name of the acr push registry role assignment.
      - privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name: Name of the privatelink westeurope azmk 8 s io private DNS zone role assignment.
      - compute_virtual_network_role_assignment_name: Name of the compute virtual network role assignment.
      - kubelet_user_assigned_identity_role_assignment_name: Name of the kubelet user assigned identity role assignment.
      - kubelet_acr_pull_registry_role_assignment_name: Name of the kubelet acr pull registry role assignment.
      - disk_encryption_set_role_assignment_name: Name of the encryption set role assignment.
      - keys_vault_role_assignment_name: Name of the keys vault role assignment.
      - search_service_blob_data_reader_lake_storage_account_role_assignment_name: Name of the search service blob data reader lake storage account role assignment.
      - azure_service_bus_data_sender_gateway_events_topic_role_assignment_name: Name of the azure service bus data sender gateway events topic role assignment.
      - azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name: Name of the azure service bus data sender retraining jobs queue role assignment.
      - azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name: Name of the azure service bus data receiver retraining jobs queue role assignment.
      - azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name: Name of the azure service bus data receiver gateway events topic role assignment.
      - vault_contributor_backup_storage_account_role_assignment_name: Name of the vault contributor backup storage account role assignment.
      - checkpoints_container_role_assignment_name: Name of the checkpoints container role assignment.
      - managed_cluster_role_assignment_name: Name of the managed cluster role assignment.
      - subnet_role_assignments: Role assignments to deploy.
        - subnet_name: Name of the subnet.
        - name: Name of the role assignment.
      - account_role_assignments: Role assignments to deploy.
        - name: Name of the role assignment.
        - principal_id: Principal id of the role assignment.
      - account_role_assignments_2: Role assignments to deploy.
        - name: Name of the role assignment.
        - principal_id: Principal id of the role assignment.
      - account_role_assignments_3: Role assignments to deploy.
        - account_name: Name of the account.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
        - principal_id: Principal id of the role assignment.
      - account_role_assignments_4: Role assignments to deploy.
        - account_name: Name of the account.
        - name: Name of the role assignment.
    - alert_rules: Values for the module `monitoring/alert-rules`.
      - vault_availability_kv_keys_metric_alert_name: Name of the vault availability keys metric alert.
      - vault_availability_kv_metric_alert_name: Name of the vault availability metric alert.
    - private_dns_zones: Values for the module `private-dns/private-dns-zones`.
      - a_ipv_4_address: Ipv 4 address of the a.
      - private_dns_zones: Private DNS zones to deploy.
        - private_dns_zone_name: Name of the private DNS zone.
        - virtual_network_link_names: Names of the virtual network links to deploy.
    - azure_openai: Values for the module `ai-services/azure-openai`.
      - account_deployment_sku_name: Name of the SKU of the deployment.
      - accounts: Accounts to deploy.
        - account_name: Name of the account.
        - account_project: Project of the account.
        - account_deployments: Deployments to deploy.
          - name: Name of the deployment.
          - capacity: Capacity of the deployment.
          - model_name: Name of the model of the deployment.
          - version: Version of the deployment.
    - recovery_services_vault: Values for the module `backup-recovery/recovery-services-vault`.
      - dns_zone_group_private_dns_zone_config_name: Name of the private DNS zone config of the DNS zone group.
      - private_dns_zone: Which private DNS zone it is.
    - security_workbooks: Values for the module `monitoring/security-workbooks`.
      - workbooks: Workbooks to deploy.
        - name: Name of the workbook.
        - display_name: Display name of the workbook.
        - description: Description of the workbook.
        - serialized_data: Serialized data of the workbook.
    - sentinel: Values for the module `governance/sentinel`.
      - workspace_setting_names: Names of the settings to deploy.
      - workspace_setting_2_names: Names of the settings to deploy.
    - sentinel_rules: Values for the module `governance/sentinel-rules`.
      - workspace_alert_rule_names: Names of the alert rules to deploy.
      - workspace_alert_rule_2_names: Names of the alert rules to deploy.
      - workspace_alert_rule_3_names: Names of the alert rules to deploy.
    - diagnostic_settings: Values for the module `monitoring/diagnostic-settings`.
      - account_diagnostic_setting_account_names: Account names of the diagnostic settings to deploy.
  EOT
}

variable "enclave_intent" {
  type        = any
  description = "What the owner wants of the enclave, for `enclave verify --terraform-plan`: it stands in the plan and nowhere else."
  default     = null
}

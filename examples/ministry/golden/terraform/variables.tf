# variables: written by `enclave build`; change enclave.yaml, not this file

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "machine_ssh_public_key" {
  type        = string
  description = "Public SSH key of the account that machines are made with; people log in with Microsoft Entra."
  sensitive   = true
  ephemeral   = true
}

variable "regions" {
  type = map(object({
    location = string
    addresses = object({
      hub_network                 = string
      azure_firewall_subnet       = string
      azure_bastion_subnet        = string
      application_gateway_subnet  = string
      ai_services_network         = string
      ai_endpoints_subnet         = string
      compute_network             = string
      gateway_subnet              = string
      machines_subnet             = string
      container_apps_subnet       = string
      data_network                = string
      data_endpoints_subnet       = string
      management_network          = string
      management_endpoints_subnet = string
      operations_subnet           = string
      firewall                    = string
    })
    customer_managed_keys = object({
      vault_name            = string
      private_endpoint_name = string
      keys = list(object({
        name                 = string
        role_assignment_name = string
        key_size             = number
        key_ops              = list(string)
      }))
    })
    key_vault = object({
      vault_name            = string
      private_endpoint_name = string
    })
    storage_archive = object({
      storage_account_name  = string
      private_endpoint_name = string
    })
    data_lake = object({
      storage_account_name                               = string
      storage_account_st_lake_blob_private_endpoint_name = string
      storage_account_st_lake_dfs_private_endpoint_name  = string
    })
    cosmos_db = object({
      database_account_name = string
      private_endpoint_name = string
    })
    postgresql_flexible = object({
      flexible_server_name  = string
      private_endpoint_name = string
    })
    backup_storage = object({
      storage_account_name  = string
      private_endpoint_name = string
    })
    container_registry = object({
      registry_name         = string
      private_endpoint_name = string
    })
    language = object({
      account_name          = string
      private_endpoint_name = string
    })
    site_recovery = object({
      storage_account_name                               = string
      storage_account_st_cach_blob_private_endpoint_name = string
    })
    ai_search = object({
      search_service_name   = string
      private_endpoint_name = string
    })
    machine_learning = object({
      storage_account_name                             = string
      storage_account_st_ml_blob_private_endpoint_name = string
      storage_account_st_ml_file_private_endpoint_name = string
      vault_name                                       = string
      vault_kv_private_endpoint_name                   = string
      role_assignments = list(object({
        name                 = string
        role_definition_name = string
      }))
      role_assignments_2 = list(object({
        name                 = string
        role_definition_name = string
      }))
    })
    foundry = object({
      storage_account_name                               = string
      storage_account_st_agen_blob_private_endpoint_name = string
      case_summaries_account_name                        = string
      case_summaries_account_ais_private_endpoint_name   = string
      letter_drafts_account_name                         = string
      letter_drafts_account_ais_private_endpoint_name    = string
    })
    managed_grafana = object({
      grafana_name          = string
      private_endpoint_name = string
    })
    alert_rules = object({
      vault_availability_kv_keys_metric_alert_name = string
      vault_availability_kv_metric_alert_name      = string
      vault_availability_kv_metric_alert_2_name    = string
    })
    replication_vault = object({
      vault_location = string
    })
    virtual_machines = object({
      virtual_machine_admin_username = string
    })
    security_workbooks = object({
      workbooks = list(object({
        name            = string
        display_name    = string
        description     = string
        serialized_data = string
      }))
    })
    role_assignments = object({
      account_role_assignments = list(object({
        name         = string
        principal_id = string
      }))
      account_role_assignments_2 = list(object({
        account_name         = string
        name                 = string
        role_definition_name = string
        principal_id         = string
      }))
    })
  }))
  description = <<-EOT
    Regions of the enclave, by their names in enclave.yaml:
    - location: Azure region.
    - addresses: Addresses of the networks of a region.
      - hub_network: Address prefix of the hub network.
      - azure_firewall_subnet: Address prefix of the azure firewall subnet.
      - azure_bastion_subnet: Address prefix of the azure bastion subnet.
      - application_gateway_subnet: Address prefix of the application gateway subnet.
      - ai_services_network: Address prefix of the AI services network.
      - ai_endpoints_subnet: Address prefix of the AI endpoints subnet.
      - compute_network: Address prefix of the compute network.
      - gateway_subnet: Address prefix of the gateway subnet.
      - machines_subnet: Address prefix of the machines subnet.
      - container_apps_subnet: Address prefix of the container apps subnet.
      - data_network: Address prefix of the data network.
      - data_endpoints_subnet: Address prefix of the data endpoints subnet.
      - management_network: Address prefix of the management network.
      - management_endpoints_subnet: Address prefix of the management endpoints subnet.
      - operations_subnet: Address prefix of the operations subnet.
      - firewall: Private address of the firewall.
    - customer_managed_keys: Values for the module `ai-services/customer-managed-keys`.
      - vault_name: Name of the vault.
      - private_endpoint_name: Name of the private endpoint.
      - keys: Keys to deploy.
        - name: Name of the key.
        - role_assignment_name: Name of the role assignment.
        - key_size: Key size of the key.
        - key_ops: Key ops of the key.
    - key_vault: Values for the module `key-vault/key-vault`.
      - vault_name: Name of the vault.
      - private_endpoint_name: Name of the private endpoint.
    - storage_archive: Values for the module `monitoring/storage-archive`.
      - storage_account_name: Name of the storage account.
      - private_endpoint_name: Name of the private endpoint.
    - data_lake: Values for the module `data-services/data-lake`.
      - storage_account_name: Name of the storage account.
      - storage_account_st_lake_blob_private_endpoint_name: Name of the storage account lake blob private endpoint.
      - storage_account_st_lake_dfs_private_endpoint_name: Name of the storage account lake dfs private endpoint.
    - cosmos_db: Values for the module `data-services/cosmos-db`.
      - database_account_name: Name of the database account.
      - private_endpoint_name: Name of the private endpoint.
    - postgresql_flexible: Values for the module `data-services/postgresql-flexible`.
      - flexible_server_name: Name of the flexible server.
      - private_endpoint_name: Name of the private endpoint.
    - backup_storage: Values for the module `backup-recovery/backup-storage`.
      - storage_account_name: Name of the storage account.
      - private_endpoint_name: Name of the private endpoint.
    - container_registry: Values for the module `container-infrastructure/container-registry`.
      - registry_name: Name of the registry.
      - private_endpoint_name: Name of the private endpoint.
    - language: Values for the module `ai-services/language`.
      - account_name: Name of the account.
      - private_endpoint_name: Name of the private endpoint.
    - site_recovery: Values for the module `backup-recovery/site-recovery`.
      - storage_account_name: Name of the storage account.
      - storage_account_st_cach_blob_private_endpoint_name: Name of the storage account cach blob private endpoint.
    - ai_search: Values for the module `ai-services/ai-search`.
      - search_service_name: Name of the search service.
      - private_endpoint_name: Name of the private endpoint.
    - machine_learning: Values for the module `ai-services/machine-learning`.
      - storage_account_name: Name of the storage account.
      - storage_account_st_ml_blob_private_endpoint_name: Name of the storage account ml blob private endpoint.
      - storage_account_st_ml_file_private_endpoint_name: Name of the storage account ml file private endpoint.
      - vault_name: Name of the vault.
      - vault_kv_private_endpoint_name: Name of the vault private endpoint.
      - role_assignments: Role assignments to deploy.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
      - role_assignments_2: Role assignments to deploy.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
    - foundry: Values for the module `ai-services/foundry`.
      - storage_account_name: Name of the storage account.
      - storage_account_st_agen_blob_private_endpoint_name: Name of the storage account agen blob private endpoint.
      - case_summaries_account_name: Name of the case summaries account.
      - case_summaries_account_ais_private_endpoint_name: Name of the case summaries account private endpoint.
      - letter_drafts_account_name: Name of the letter drafts account.
      - letter_drafts_account_ais_private_endpoint_name: Name of the letter drafts account private endpoint.
    - managed_grafana: Values for the module `monitoring/managed-grafana`.
      - grafana_name: Name of the grafana.
      - private_endpoint_name: Name of the private endpoint.
    - alert_rules: Values for the module `monitoring/alert-rules`.
      - vault_availability_kv_keys_metric_alert_name: Name of the vault availability keys metric alert.
      - vault_availability_kv_metric_alert_name: Name of the vault availability metric alert.
      - vault_availability_kv_metric_alert_2_name: Name of the vault availability metric alert 2.
    - replication_vault: Values for the module `backup-recovery/replication-vault`.
      - vault_location: Azure region of the vault.
    - virtual_machines: Values for the module `compute/virtual-machines`.
      - virtual_machine_admin_username: Admin username of the virtual machine.
    - security_workbooks: Values for the module `monitoring/security-workbooks`.
      - workbooks: Workbooks to deploy.
        - name: Name of the workbook.
        - display_name: Display name of the workbook.
        - description: Description of the workbook.
        - serialized_data: Serialized data of the workbook.
    - role_assignments: Values for the module `identity-access/role-assignments`.
      - account_role_assignments: Role assignments to deploy.
        - name: Name of the role assignment.
        - principal_id: Principal id of the role assignment.
      - account_role_assignments_2: Role assignments to deploy.
        - account_name: Name of the account.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
        - principal_id: Principal id of the role assignment.
  EOT
}

variable "enclave_intent" {
  type        = any
  description = "What the owner wants of the enclave, for `enclave verify --terraform-plan`: it stands in the plan and nowhere else."
  default     = null
}

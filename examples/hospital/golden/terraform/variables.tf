# variables: written by `enclave build`; change enclave.yaml, not this file

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "firewall_authority" {
  type        = string
  description = "Intermediate authority of the firewall's TLS inspection: a PFX without a password, in base64, RSA 4096, CA with a path length of 1 or more, good for a year at least. Clients must trust it."
  sensitive   = true
  ephemeral   = true
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
      hub_network                     = string
      azure_firewall_subnet           = string
      azure_bastion_subnet            = string
      ai_services_network             = string
      ai_endpoints_subnet             = string
      agents_radiology_reports_subnet = string
      compute_network                 = string
      gateway_subnet                  = string
      machines_subnet                 = string
      container_instances_subnet      = string
      data_network                    = string
      data_endpoints_subnet           = string
      management_network              = string
      management_endpoints_subnet     = string
      operations_subnet               = string
      firewall                        = string
    })
    customer_managed_keys = object({
      vault_name            = string
      private_endpoint_name = string
      keys = list(object({
        name                 = string
        role_assignment_name = string
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
    backup_storage = object({
      storage_account_name  = string
      private_endpoint_name = string
    })
    container_registry = object({
      registry_name         = string
      private_endpoint_name = string
      replication_location  = string
    })
    azure_openai = object({
      account_name          = string
      private_endpoint_name = string
    })
    synapse_analytics = object({
      workspace_name                         = string
      synw_sql_private_endpoint_name         = string
      synw_sqlondemand_private_endpoint_name = string
      synw_dev_private_endpoint_name         = string
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
      vault_kv_ml_private_endpoint_name                = string
      role_assignments = list(object({
        name                       = string
        role_definition_name       = string
        user_assigned_identity_key = string
      }))
      role_assignments_2 = list(object({
        name                 = string
        role_definition_name = string
      }))
    })
    foundry_classic = object({
      storage_account_name                              = string
      storage_account_st_hub_blob_private_endpoint_name = string
      storage_account_st_hub_file_private_endpoint_name = string
      vault_name                                        = string
      vault_kv_hu_private_endpoint_name                 = string
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
      storage_account_name                                 = string
      storage_account_st_agents_blob_private_endpoint_name = string
      account_name                                         = string
      account_ais_radiology_reports_private_endpoint_name  = string
    })
    managed_grafana = object({
      grafana_name          = string
      private_endpoint_name = string
    })
    alert_rules = object({
      vault_availability_kv_keys_metric_alert_name = string
      vault_availability_kv_metric_alert_name      = string
      vault_availability_kv_hu_metric_alert_name   = string
      vault_availability_kv_ml_metric_alert_name   = string
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
  }))
  description = <<-EOT
    Regions of the enclave, by their names in enclave.yaml:
    - location: Azure region.
    - addresses: Addresses of the networks of a region.
      - hub_network: Address prefix of the hub network.
      - azure_firewall_subnet: Address prefix of the azure firewall subnet.
      - azure_bastion_subnet: Address prefix of the azure bastion subnet.
      - ai_services_network: Address prefix of the AI services network.
      - ai_endpoints_subnet: Address prefix of the AI endpoints subnet.
      - agents_radiology_reports_subnet: Address prefix of the agents radiology reports subnet.
      - compute_network: Address prefix of the compute network.
      - gateway_subnet: Address prefix of the gateway subnet.
      - machines_subnet: Address prefix of the machines subnet.
      - container_instances_subnet: Address prefix of the container instances subnet.
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
    - backup_storage: Values for the module `backup-recovery/backup-storage`.
      - storage_account_name: Name of the storage account.
      - private_endpoint_name: Name of the private endpoint.
    - container_registry: Values for the module `container-infrastructure/container-registry`.
      - registry_name: Name of the registry.
      - private_endpoint_name: Name of the private endpoint.
      - replication_location: Azure region of the replication.
    - azure_openai: Values for the module `ai-services/azure-openai`.
      - account_name: Name of the account.
      - private_endpoint_name: Name of the private endpoint.
    - synapse_analytics: Values for the module `data-services/synapse-analytics`.
      - workspace_name: Name of the workspace.
      - synw_sql_private_endpoint_name: Name of the private endpoint.
      - synw_sqlondemand_private_endpoint_name: Name of the sqlondemand private endpoint.
      - synw_dev_private_endpoint_name: Name of the dev private endpoint.
    - ai_search: Values for the module `ai-services/ai-search`.
      - search_service_name: Name of the search service.
      - private_endpoint_name: Name of the private endpoint.
    - machine_learning: Values for the module `ai-services/machine-learning`.
      - storage_account_name: Name of the storage account.
      - storage_account_st_ml_blob_private_endpoint_name: Name of the storage account ml blob private endpoint.
      - storage_account_st_ml_file_private_endpoint_name: Name of the storage account ml file private endpoint.
      - vault_name: Name of the vault.
      - vault_kv_ml_private_endpoint_name: Name of the vault ml private endpoint.
      - role_assignments: Role assignments to deploy.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
        - user_assigned_identity_key: Which user assigned identity it is.
      - role_assignments_2: Role assignments to deploy.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
    - foundry_classic: Values for the module `ai-services/foundry-classic`.
      - storage_account_name: Name of the storage account.
      - storage_account_st_hub_blob_private_endpoint_name: Name of the storage account blob private endpoint.
      - storage_account_st_hub_file_private_endpoint_name: Name of the storage account file private endpoint.
      - vault_name: Name of the vault.
      - vault_kv_hu_private_endpoint_name: Name of the vault hu private endpoint.
      - role_assignments: Role assignments to deploy.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
      - role_assignments_2: Role assignments to deploy.
        - name: Name of the role assignment.
        - role_definition_name: Name of the role definition.
    - foundry: Values for the module `ai-services/foundry`.
      - storage_account_name: Name of the storage account.
      - storage_account_st_agents_blob_private_endpoint_name: Name of the storage account agents blob private endpoint.
      - account_name: Name of the account.
      - account_ais_radiology_reports_private_endpoint_name: Name of the account radiology reports private endpoint.
    - managed_grafana: Values for the module `monitoring/managed-grafana`.
      - grafana_name: Name of the grafana.
      - private_endpoint_name: Name of the private endpoint.
    - alert_rules: Values for the module `monitoring/alert-rules`.
      - vault_availability_kv_keys_metric_alert_name: Name of the vault availability keys metric alert.
      - vault_availability_kv_metric_alert_name: Name of the vault availability metric alert.
      - vault_availability_kv_hu_metric_alert_name: Name of the vault availability hu metric alert.
      - vault_availability_kv_ml_metric_alert_name: Name of the vault availability ml metric alert.
    - virtual_machines: Values for the module `compute/virtual-machines`.
      - virtual_machine_admin_username: Admin username of the virtual machine.
    - security_workbooks: Values for the module `monitoring/security-workbooks`.
      - workbooks: Workbooks to deploy.
        - name: Name of the workbook.
        - display_name: Display name of the workbook.
        - description: Description of the workbook.
        - serialized_data: Serialized data of the workbook.
  EOT
}

variable "enclave_intent" {
  type        = any
  description = "What the owner wants of the enclave, for `enclave verify --terraform-plan`: it stands in the plan and nowhere else."
  default     = null
}

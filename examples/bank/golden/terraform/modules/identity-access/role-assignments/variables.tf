# variables of identity-access/role-assignments: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "region" {
  type        = string
  description = "Name of the region, as it stands in the names of its resources."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "firewall_authority_item_role_assignment_name" {
  type        = string
  description = "Name of the firewall authority secret role assignment."
}

variable "storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "storage_account_role_assignment_name" {
  type        = string
  description = "Name of the storage account role assignment."
}

variable "lake_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "blob_data_owner_lake_storage_account_role_assignment_name" {
  type        = string
  description = "Name of the blob data owner lake storage account role assignment."
}

variable "keys_vault_name" {
  type        = string
  description = "Name of the vault."
}

variable "backup_key_role_assignment_name" {
  type        = string
  description = "Name of the backup key role assignment."
}

variable "backup_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "blob_data_contributor_backup_storage_account_role_assignment_name" {
  type        = string
  description = "Name of the blob data contributor backup storage account role assignment."
}

variable "registry_name" {
  type        = string
  description = "Name of the registry."
}

variable "acr_push_registry_role_assignment_name" {
  type        = string
  description = "Name of the acr push registry role assignment."
}

variable "privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name" {
  type        = string
  description = "Name of the privatelink westeurope azmk 8 s io private DNS zone role assignment."
}

variable "compute_virtual_network_role_assignment_name" {
  type        = string
  description = "Name of the compute virtual network role assignment."
}

variable "kubelet_user_assigned_identity_role_assignment_name" {
  type        = string
  description = "Name of the kubelet user assigned identity role assignment."
}

variable "kubelet_acr_pull_registry_role_assignment_name" {
  type        = string
  description = "Name of the kubelet acr pull registry role assignment."
}

variable "disk_encryption_set_role_assignment_name" {
  type        = string
  description = "Name of the encryption set role assignment."
}

variable "keys_vault_role_assignment_name" {
  type        = string
  description = "Name of the keys vault role assignment."
}

variable "search_service_blob_data_reader_lake_storage_account_role_assignment_name" {
  type        = string
  description = "Name of the search service blob data reader lake storage account role assignment."
}

variable "account_name" {
  type        = string
  description = "Name of the account."
}

variable "account_2_name" {
  type        = string
  description = "Name of the account."
}

variable "namespace_name" {
  type        = string
  description = "Name of the namespace."
}

variable "azure_service_bus_data_sender_gateway_events_topic_role_assignment_name" {
  type        = string
  description = "Name of the azure service bus data sender gateway events topic role assignment."
}

variable "azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name" {
  type        = string
  description = "Name of the azure service bus data sender retraining jobs queue role assignment."
}

variable "azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name" {
  type        = string
  description = "Name of the azure service bus data receiver retraining jobs queue role assignment."
}

variable "azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name" {
  type        = string
  description = "Name of the azure service bus data receiver gateway events topic role assignment."
}

variable "vault_contributor_backup_storage_account_role_assignment_name" {
  type        = string
  description = "Name of the vault contributor backup storage account role assignment."
}

variable "anchor_storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "checkpoints_container_role_assignment_name" {
  type        = string
  description = "Name of the checkpoints container role assignment."
}

variable "user_assigned_identity_principal_ids" {
  type        = map(string)
  description = "For each user assigned identity its `properties.principalId`, by its name."
}

variable "backup_vault_principal_id" {
  type        = string
  description = "The `identity.principalId` of the backup vault."
}

variable "search_service_principal_id" {
  type        = string
  description = "The `identity.principalId` of the search service."
}

variable "role_definition_ids" {
  type        = map(string)
  description = "For each role definition its resource id, by its name."
}

variable "subnet_role_assignments" {
  type = list(object({
    subnet_name = string
    name        = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - subnet_name: Name of the subnet.
    - name: Name of the role assignment.
  EOT
}

variable "account_role_assignments" {
  type = list(object({
    name         = string
    principal_id = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - name: Name of the role assignment.
    - principal_id: Principal id of the role assignment.
  EOT
}

variable "account_role_assignments_2" {
  type = list(object({
    name         = string
    principal_id = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - name: Name of the role assignment.
    - principal_id: Principal id of the role assignment.
  EOT
}

variable "account_role_assignments_3" {
  type = list(object({
    account_name         = string
    name                 = string
    role_definition_name = string
    principal_id         = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - account_name: Name of the account.
    - name: Name of the role assignment.
    - role_definition_name: Name of the role definition.
    - principal_id: Principal id of the role assignment.
  EOT
}

variable "account_role_assignments_4" {
  type = list(object({
    account_name = string
    name         = string
  }))
  description = <<-EOT
    Role assignments to deploy:
    - account_name: Name of the account.
    - name: Name of the role assignment.
  EOT
}

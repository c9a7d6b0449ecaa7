# variables of ai-services/foundry: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "subscription_id" {
  type        = string
  description = "Id of the subscription that is deployed to."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "storage_account_name" {
  type        = string
  description = "Name of the storage account."
}

variable "storage_account_st_agents_blob_private_endpoint_name" {
  type        = string
  description = "Name of the storage account agents blob private endpoint."
}

variable "account_name" {
  type        = string
  description = "Name of the account."
}

variable "account_ais_radiology_reports_private_endpoint_name" {
  type        = string
  description = "Name of the account radiology reports private endpoint."
}

variable "database_account_name" {
  type        = string
  description = "Name of the database account."
}

variable "search_service_name" {
  type        = string
  description = "Name of the search service."
}

variable "user_assigned_identity_ids" {
  type        = map(string)
  description = "For each user assigned identity its resource id, by its name."
}

variable "vault_uri" {
  type        = string
  description = "The `properties.vaultUri` of the vault."
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

variable "user_assigned_identity_client_ids" {
  type        = map(string)
  description = "For each user assigned identity its `properties.clientId`, by its name."
}

variable "database_account_document_endpoint" {
  type        = string
  description = "The `properties.documentEndpoint` of the database account."
}

variable "database_account_id" {
  type        = string
  description = "The resource id of the database account."
}

variable "search_service_endpoint" {
  type        = string
  description = "The `properties.endpoint` of the search service."
}

variable "search_service_id" {
  type        = string
  description = "The resource id of the search service."
}

variable "sql_role_definition_id" {
  type        = string
  description = "The resource id of the SQL role definition."
}

variable "db_id" {
  type        = string
  description = "The resource id of the db."
}

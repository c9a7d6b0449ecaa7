# variables of ai-services/azure-openai: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "enclave" {
  type        = string
  description = "Name of the enclave, as it stands in the names of its resources."
}

variable "region_key" {
  type        = string
  description = "Name of the region in enclave.yaml."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "user_assigned_identity_ids" {
  type        = map(string)
  description = "For each user assigned identity its resource id, by its name."
}

variable "vault_uri" {
  type        = string
  description = "The `properties.vaultUri` of the vault."
}

variable "user_assigned_identity_client_ids" {
  type        = map(string)
  description = "For each user assigned identity its `properties.clientId`, by its name."
}

variable "account_deployment_sku_name" {
  type        = string
  description = "Name of the SKU of the deployment."

  validation {
    condition     = contains(["DataZoneStandard", "Standard"], var.account_deployment_sku_name)
    error_message = "One of DataZoneStandard, Standard."
  }
}

variable "subnet_ids" {
  type        = map(string)
  description = "For each subnet its resource id, by its name."
}

variable "private_dns_zone_ids" {
  type        = map(string)
  description = "For each private DNS zone its resource id, by its name."
}

variable "accounts" {
  type = list(object({
    account_name    = string
    account_project = string
    account_deployments = list(object({
      name       = string
      capacity   = number
      model_name = string
      version    = string
    }))
  }))
  description = <<-EOT
    Accounts to deploy:
    - account_name: Name of the account.
    - account_project: Project of the account.
    - account_deployments: Deployments to deploy.
      - name: Name of the deployment.
      - capacity: Capacity of the deployment.
      - model_name: Name of the model of the deployment.
      - version: Version of the deployment.
  EOT
}

# identity-access/managed-identity: written by `enclave build`; change enclave.yaml, not this file

locals {
  user_assigned_identity_names = [
    "flow-logs",
    "container-apps",
    "machines",
    "application-gateway",
  ]
}

resource "azapi_resource" "user_assigned_identity" {
  for_each = toset(local.user_assigned_identity_names)

  type                      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id                 = var.resource_group_id
  name                      = "id-${var.enclave}-${var.region}-${each.value}"
  location                  = var.location
  tags                      = var.tags
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
  }
}

resource "azapi_resource" "gateway_user_assigned_identity" {
  type      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id = var.resource_group_id
  name      = "id-${var.enclave}-${var.region}-gateway"
  location  = var.location
  tags = {
    enclave                 = "ministry-cases"
    region                  = "canberra"
    "data-classification"   = "confidential"
    scenario                = "ai-development"
    "enclave-policy-digest" = "sha256:84c95764375b6d85443cc4c51565f20332362dda87c8837f48054c99ea94d084"
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
  }
}

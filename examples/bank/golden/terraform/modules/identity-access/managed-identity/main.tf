# identity-access/managed-identity: written by `enclave build`; change enclave.yaml, not this file

locals {
  user_assigned_identity_names = [
    "firewall",
    "flow-logs",
    "kubernetes",
    "kubelet",
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
    enclave                 = "contoso-bank"
    region                  = var.region_key
    "data-classification"   = "highly-sensitive"
    scenario                = "ai-inference"
    "enclave-policy-digest" = "sha256:377afbe4c8046baa4d9799b9bb9c8e878875377c234241d4e5ec9db84592ba50"
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
  }
}

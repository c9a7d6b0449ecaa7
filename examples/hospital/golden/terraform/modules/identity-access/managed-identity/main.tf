# identity-access/managed-identity: written by `enclave build`; change enclave.yaml, not this file

locals {
  user_assigned_identity_names = [
    "firewall",
    "flow-logs",
    "container-instances",
    "machines",
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
    enclave                 = "mercy-health"
    region                  = "east"
    "data-classification"   = "highly-sensitive"
    scenario                = "ai-training"
    "enclave-policy-digest" = "sha256:81551aa33aa42a0e7e17bb3fa626c061c9196b301427e4089db086704f0b3c8c"
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
    client_id    = "properties.clientId"
  }
}

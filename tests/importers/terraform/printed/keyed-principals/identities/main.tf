variable "group_id" { type = string }
variable "location" { type = string }

resource "azapi_resource" "user_assigned_identity" {
  for_each               = toset(["build", "run"])
  type                   = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id              = var.group_id
  name                   = "id-${each.value}"
  location               = var.location
  response_export_values = { principal_id = "properties.principalId" }
}

resource "azapi_resource" "gateway_user_assigned_identity" {
  type                   = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id              = var.group_id
  name                   = "id-gateway"
  location               = var.location
  response_export_values = { principal_id = "properties.principalId" }
}

output "principal_ids" {
  value = { gateway = azapi_resource.gateway_user_assigned_identity.output.principal_id }
}

output "principal_ids_2" {
  value = { for key, one in azapi_resource.user_assigned_identity : key => one.output.principal_id }
}

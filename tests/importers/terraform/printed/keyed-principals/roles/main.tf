variable "group_id" { type = string }
variable "subscription_id" { type = string }
variable "principal_ids" { type = map(string) }
variable "grants" { type = list(object({ name = string, role = string })) }

resource "azapi_resource" "one" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = var.group_id
  name      = "00000000-0000-0000-0000-000000000001"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
      principalId      = var.principal_ids.gateway
      principalType    = "ServicePrincipal"
    }
  }
}

resource "azapi_resource" "two" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = var.group_id
  name      = "00000000-0000-0000-0000-000000000002"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
      principalId      = var.principal_ids["build"]
      principalType    = "ServicePrincipal"
    }
  }
}

resource "azapi_resource" "each" {
  for_each  = { for grant in var.grants : grant.name => grant }
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = var.group_id
  name      = each.key == "build" ? "00000000-0000-0000-0000-000000000003" : "00000000-0000-0000-0000-000000000004"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/${each.value.role}"
      principalId      = var.principal_ids[each.value.name]
      principalType    = "ServicePrincipal"
    }
  }
}

resource "azapi_resource" "any" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = var.group_id
  name      = "00000000-0000-0000-0000-000000000005"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
      principalId      = values(var.principal_ids)[0]
      principalType    = "ServicePrincipal"
    }
  }
}

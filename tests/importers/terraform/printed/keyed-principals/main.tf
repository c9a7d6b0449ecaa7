# identities of several regions, told by their names, and roles for some of them
data "azapi_client_config" "current" {}

variable "regions" {
  default = { north = "northeurope", west = "westeurope" }
}

resource "azapi_resource" "group" {
  for_each  = var.regions
  type      = "Microsoft.Resources/resourceGroups@2024-03-01"
  parent_id = "/subscriptions/${data.azapi_client_config.current.subscription_id}"
  name      = "rg-${each.key}"
  location  = each.value
}

module "identities" {
  for_each = var.regions
  source   = "./identities"
  group_id = "${azapi_resource.group[each.key].parent_id}/resourceGroups/${azapi_resource.group[each.key].name}"
  location = each.value
}

module "roles" {
  for_each        = var.regions
  source          = "./roles"
  group_id        = "${azapi_resource.group[each.key].parent_id}/resourceGroups/${azapi_resource.group[each.key].name}"
  subscription_id = data.azapi_client_config.current.subscription_id
  principal_ids   = merge(module.identities[each.key].principal_ids, module.identities[each.key].principal_ids_2)
  grants = [
    { name = "build", role = "b24988ac-6180-42a0-ab88-20f7382dd24c" },
    { name = "run", role = "acdd72a7-3385-48ef-bd42-f606fba81ae7" },
  ]
}

# virtual-network/route-tables: written by `enclave build`; change enclave.yaml, not this file

locals {
  route_table_names = [
    "ai-endpoints",
    "gateway",
    "kubernetes",
    "kubernetes-api",
    "data-endpoints",
    "management-endpoints",
    "operations",
  ]
}

resource "azapi_resource" "route_table" {
  for_each = toset(local.route_table_names)

  type      = "Microsoft.Network/routeTables@2025-09-01"
  parent_id = var.resource_group_id
  name      = "rt-${var.enclave}-${var.region}-${each.value}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      disableBgpRoutePropagation = true
      routes = [
        {
          name = "default-to-firewall"
          properties = {
            addressPrefix    = "0.0.0.0/0"
            nextHopType      = "VirtualAppliance"
            nextHopIpAddress = var.addresses.firewall
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# compute/dedicated-hosts: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "host_group" {
  type      = "Microsoft.Compute/hostGroups@2026-04-01"
  parent_id = var.resource_group_id
  name      = "hg-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    zones = ["1"]
    properties = {
      platformFaultDomainCount  = 1
      supportAutomaticPlacement = true
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "host" {
  type      = "Microsoft.Compute/hostGroups/hosts@2026-04-01"
  parent_id = azapi_resource.host_group.id
  name      = "host-1"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Dasv5-Type1"
    }
    properties = {
      platformFaultDomain  = 0
      autoReplaceOnFailure = true
    }
  }
  schema_validation_enabled = true
}

# virtual-network/ddos-protection: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "ddos_protection_plan" {
  type      = "Microsoft.Network/ddosProtectionPlans@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ddos-${var.enclave}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {}
  }
  schema_validation_enabled = true
}

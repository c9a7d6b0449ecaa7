# firewall/firewall-policies: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "firewall_policy" {
  type      = "Microsoft.Network/firewallPolicies@2025-09-01"
  parent_id = var.resource_group_id
  name      = "afwp-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      sku = {
        tier = "Premium"
      }
      basePolicy = {
        id = var.firewall_policy_id
      }
      threatIntelMode = "Deny"
      dnsSettings = {
        enableProxy = true
      }
      intrusionDetection = {
        mode = "Deny"
      }
      snat = {
        privateRanges = ["255.255.255.255/32"]
      }
    }
  }
  schema_validation_enabled = true
}

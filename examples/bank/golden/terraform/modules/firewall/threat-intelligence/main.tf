# firewall/threat-intelligence: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "firewall_policy" {
  type      = "Microsoft.Network/firewallPolicies@2025-09-01"
  parent_id = var.resource_group_id
  name      = "afwp-${var.enclave}-${var.region}-threat-intelligence"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      sku = {
        tier = "Premium"
      }
      threatIntelMode = "Deny"
      dnsSettings = {
        enableProxy = false
      }
      intrusionDetection = {
        mode = "Deny"
      }
    }
  }
  schema_validation_enabled = true
}

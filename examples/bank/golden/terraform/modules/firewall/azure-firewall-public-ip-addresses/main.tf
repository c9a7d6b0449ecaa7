# firewall/azure-firewall-public-ip-addresses: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "public_ip_address" {
  type      = "Microsoft.Network/publicIPAddresses@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pip-${var.enclave}-${var.region}-firewall"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Standard"
      tier = "Regional"
    }
    zones = [
      "1",
      "2",
      "3",
    ]
    properties = {
      publicIPAllocationMethod = "Static"
      publicIPAddressVersion   = "IPv4"
    }
  }
  schema_validation_enabled = true
}

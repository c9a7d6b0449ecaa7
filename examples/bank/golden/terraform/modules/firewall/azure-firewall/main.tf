# firewall/azure-firewall: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "azure_firewall" {
  type      = "Microsoft.Network/azureFirewalls@2025-09-01"
  parent_id = var.resource_group_id
  name      = "afw-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    zones = [
      "1",
      "2",
      "3",
    ]
    properties = {
      sku = {
        name = "AZFW_VNet"
        tier = "Premium"
      }
      firewallPolicy = {
        id = var.firewall_policy_id
      }
      ipConfigurations = [
        {
          name = "public-1"
          properties = {
            subnet = {
              id = var.subnet_ids.AzureFirewallSubnet
            }
            publicIPAddress = {
              id = var.public_ip_address_id
            }
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

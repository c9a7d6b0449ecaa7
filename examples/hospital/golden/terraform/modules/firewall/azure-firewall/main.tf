# firewall/azure-firewall: written by `enclave build`; change enclave.yaml, not this file

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
    properties = {
      publicIPAllocationMethod = "Static"
      publicIPAddressVersion   = "IPv4"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "azure_firewall" {
  type      = "Microsoft.Network/azureFirewalls@2025-09-01"
  parent_id = var.resource_group_id
  name      = "afw-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
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
              id = "${azapi_resource.public_ip_address.parent_id}/providers/Microsoft.Network/publicIPAddresses/${azapi_resource.public_ip_address.name}"
            }
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

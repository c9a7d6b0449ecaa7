# virtual-network/nat-gateway: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "public_ip_address" {
  type      = "Microsoft.Network/publicIPAddresses@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pip-${var.enclave}-${var.region}-nat-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "StandardV2"
      tier = "Regional"
    }
    properties = {
      publicIPAllocationMethod = "Static"
      publicIPAddressVersion   = "IPv4"
      ddosSettings = {
        protectionMode = "Disabled"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "nat_gateway" {
  type      = "Microsoft.Network/natGateways@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ng-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "StandardV2"
    }
    properties = {
      idleTimeoutInMinutes = 4
      publicIpAddresses = [
        {
          id = "${azapi_resource.public_ip_address.parent_id}/providers/Microsoft.Network/publicIPAddresses/${azapi_resource.public_ip_address.name}"
        },
      ]
    }
  }
  schema_validation_enabled = true
}

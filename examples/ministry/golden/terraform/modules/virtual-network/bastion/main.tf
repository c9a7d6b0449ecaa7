# virtual-network/bastion: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "public_ip_address" {
  type      = "Microsoft.Network/publicIPAddresses@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pip-${var.enclave}-${var.region}-bastion"
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

resource "azapi_resource" "bastion_host" {
  type      = "Microsoft.Network/bastionHosts@2025-09-01"
  parent_id = var.resource_group_id
  name      = "bas-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Standard"
    }
    properties = {
      ipConfigurations = [
        {
          name = "bastion"
          properties = {
            subnet = {
              id = var.subnet_ids.AzureBastionSubnet
            }
            publicIPAddress = {
              id = "${azapi_resource.public_ip_address.parent_id}/providers/Microsoft.Network/publicIPAddresses/${azapi_resource.public_ip_address.name}"
            }
            privateIPAllocationMethod = "Dynamic"
          }
        },
      ]
      scaleUnits          = 2
      disableCopyPaste    = false
      enableFileCopy      = false
      enableTunneling     = false
      enableShareableLink = false
      enableIpConnect     = false
      enableKerberos      = false
    }
  }
  schema_validation_enabled = true
}

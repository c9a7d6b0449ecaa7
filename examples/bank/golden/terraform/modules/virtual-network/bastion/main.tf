# virtual-network/bastion: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "bastion_host" {
  type      = "Microsoft.Network/bastionHosts@2025-09-01"
  parent_id = var.resource_group_id
  name      = "bas-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Premium"
    }
    zones = [
      "1",
      "2",
      "3",
    ]
    properties = {
      ipConfigurations = [
        {
          name = "bastion"
          properties = {
            subnet = {
              id = var.subnet_ids.AzureBastionSubnet
            }
            privateIPAllocationMethod = "Dynamic"
          }
        },
      ]
      scaleUnits               = 2
      disableCopyPaste         = true
      enableFileCopy           = false
      enableTunneling          = false
      enableShareableLink      = false
      enableIpConnect          = false
      enableKerberos           = false
      enableSessionRecording   = false
      enablePrivateOnlyBastion = true
    }
  }
  schema_validation_enabled = true
}

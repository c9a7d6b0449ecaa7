# backup-recovery/recovery-services-vault-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-rsv-${var.enclave}-${var.region}-azurebackup"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-rsv-contoso-bank-${var.region}-azurebackup"
      privateLinkServiceConnections = [
        {
          name = "pep-rsv-contoso-bank-${var.region}-azurebackup"
          properties = {
            privateLinkServiceId = var.vault_id
            groupIds             = ["AzureBackup"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = var.dns_zone_group_private_dns_zone_config_name
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids[var.private_dns_zone]
          }
        },
        {
          name = "privatelink-blob-core-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.blob.core.windows.net"]
          }
        },
        {
          name = "privatelink-queue-core-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.queue.core.windows.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

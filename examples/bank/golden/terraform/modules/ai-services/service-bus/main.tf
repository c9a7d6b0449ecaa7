# ai-services/service-bus: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "namespace" {
  type      = "Microsoft.ServiceBus/namespaces@2026-01-01"
  parent_id = var.resource_group_id
  name      = var.namespace_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name     = "Premium"
      tier     = "Premium"
      capacity = 2
    }
    properties = {
      zoneRedundant              = true
      publicNetworkAccess        = "Disabled"
      disableLocalAuth           = true
      minimumTlsVersion          = "1.2"
      premiumMessagingPartitions = 1
      encryption = {
        keySource = "Microsoft.KeyVault"
        keyVaultProperties = [
          {
            keyVaultUri = var.vault_uri
            keyName     = "service-bus"
            identity = {
              userAssignedIdentity = var.user_assigned_identity_ids["service-bus"]
            }
          },
        ]
        requireInfrastructureEncryption = true
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["service-bus"]]
  }
}

resource "azapi_resource" "queue" {
  type      = "Microsoft.ServiceBus/namespaces/queues@2026-01-01"
  parent_id = azapi_resource.namespace.id
  name      = "retraining-jobs"
  body = {
    properties = {
      defaultMessageTimeToLive            = "P7D"
      lockDuration                        = "PT5M"
      maxDeliveryCount                    = 5
      deadLetteringOnMessageExpiration    = true
      requiresDuplicateDetection          = true
      duplicateDetectionHistoryTimeWindow = "PT1H"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "topic" {
  type      = "Microsoft.ServiceBus/namespaces/topics@2026-01-01"
  parent_id = azapi_resource.namespace.id
  name      = "gateway-events"
  body = {
    properties = {
      defaultMessageTimeToLive = "P1D"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "topic_operators_subscription" {
  type      = "Microsoft.ServiceBus/namespaces/topics/subscriptions@2026-01-01"
  parent_id = azapi_resource.topic.id
  name      = "operators"
  body = {
    properties = {
      defaultMessageTimeToLive         = "P1D"
      lockDuration                     = "PT1M"
      maxDeliveryCount                 = 10
      deadLetteringOnMessageExpiration = true
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.namespace_name}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.namespace_name}"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.namespace_name}"
          properties = {
            privateLinkServiceId = "${azapi_resource.namespace.parent_id}/providers/Microsoft.ServiceBus/namespaces/${azapi_resource.namespace.name}"
            groupIds             = ["namespace"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.topic_operators_subscription]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-servicebus-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.servicebus.windows.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

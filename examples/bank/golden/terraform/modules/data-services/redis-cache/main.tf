# data-services/redis-cache: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "redis_enterprise" {
  type      = "Microsoft.Cache/redisEnterprise@2025-07-01"
  parent_id = var.resource_group_id
  name      = var.redis_enterprise_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Balanced_B3"
    }
    properties = {
      publicNetworkAccess = "Disabled"
      minimumTlsVersion   = "1.2"
      highAvailability    = "Enabled"
      encryption = {
        customerManagedKeyEncryption = {
          keyEncryptionKeyUrl = var.key_uri_with_versions.redis
          keyEncryptionKeyIdentity = {
            identityType                   = "userAssignedIdentity"
            userAssignedIdentityResourceId = var.user_assigned_identity_ids.redis
          }
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.redis]
  }
}

resource "azapi_resource" "database" {
  type      = "Microsoft.Cache/redisEnterprise/databases@2025-07-01"
  parent_id = azapi_resource.redis_enterprise.id
  name      = "default"
  body = {
    properties = {
      clientProtocol           = "Encrypted"
      port                     = 10000
      clusteringPolicy         = "NoCluster"
      evictionPolicy           = "NoEviction"
      accessKeysAuthentication = "Disabled"
      persistence = {
        aofEnabled   = true
        aofFrequency = "1s"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "access_policy_assignment" {
  type      = "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2025-07-01"
  parent_id = azapi_resource.database.id
  name      = var.access_policy_assignment_name
  body = {
    properties = {
      accessPolicyName = "default"
      user = {
        objectId = var.user_assigned_identity_principal_ids.gateway
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pep-${var.redis_enterprise_name}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["management-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-${var.redis_enterprise_name}"
      privateLinkServiceConnections = [
        {
          name = "pep-${var.redis_enterprise_name}"
          properties = {
            privateLinkServiceId = "${azapi_resource.redis_enterprise.parent_id}/providers/Microsoft.Cache/redisEnterprise/${azapi_resource.redis_enterprise.name}"
            groupIds             = ["redisEnterprise"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.access_policy_assignment]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-redis-azure-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.redis.azure.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# ai-services/ai-search: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "search_service" {
  type      = "Microsoft.Search/searchServices@2025-05-01"
  parent_id = var.resource_group_id
  name      = var.search_service_name
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "standard"
    }
    properties = {
      replicaCount        = 3
      partitionCount      = 1
      hostingMode         = "Default"
      publicNetworkAccess = "Disabled"
      networkRuleSet = {
        ipRules = []
        bypass  = "None"
      }
      disableLocalAuth = true
      encryptionWithCmk = {
        enforcement = "Enabled"
      }
      semanticSearch              = "disabled"
      dataExfiltrationProtections = ["BlockAll"]
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    endpoint     = "properties.endpoint"
    principal_id = "identity.principalId"
  }

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.search]
  }
}

resource "azapi_resource" "search_service_data_lake_shared_private_link_resource" {
  type      = "Microsoft.Search/searchServices/sharedPrivateLinkResources@2025-05-01"
  parent_id = azapi_resource.search_service.id
  name      = "data-lake"
  body = {
    properties = {
      privateLinkResourceId = var.storage_account_id
      groupId               = "blob"
      requestMessage        = "indexers read data sets"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "search_service_keys_shared_private_link_resource" {
  type      = "Microsoft.Search/searchServices/sharedPrivateLinkResources@2025-05-01"
  parent_id = azapi_resource.search_service.id
  name      = "keys"
  body = {
    properties = {
      privateLinkResourceId = var.vault_id
      groupId               = "vault"
      requestMessage        = "indexes are encrypted with the owner's key"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.search_service_data_lake_shared_private_link_resource]
}

resource "azapi_resource" "private_endpoint" {
  type      = "Microsoft.Network/privateEndpoints@2025-09-01"
  parent_id = var.resource_group_id
  name      = var.private_endpoint_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      subnet = {
        id = var.subnet_ids["data-endpoints"]
      }
      customNetworkInterfaceName = "nic-pep-srch-ministry-cases-zj3jy"
      privateLinkServiceConnections = [
        {
          name = "pep-srch-ministry-cases-zj3jy"
          properties = {
            privateLinkServiceId = "${azapi_resource.search_service.parent_id}/providers/Microsoft.Search/searchServices/${azapi_resource.search_service.name}"
            groupIds             = ["searchService"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.search_service_keys_shared_private_link_resource]
}

resource "azapi_resource" "dns_zone_group" {
  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-09-01"
  parent_id = azapi_resource.private_endpoint.id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name = "privatelink-search-windows-net"
          properties = {
            privateDnsZoneId = var.private_dns_zone_ids["privatelink.search.windows.net"]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

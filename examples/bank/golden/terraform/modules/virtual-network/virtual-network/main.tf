# virtual-network/virtual-network: written by `enclave build`; change enclave.yaml, not this file

module "subnets" {
  source = "../subnets"

  addresses                  = var.addresses
  nat_gateway_id             = var.nat_gateway_id
  network_security_group_ids = var.network_security_group_ids
  route_table_ids            = var.route_table_ids
}

resource "azapi_resource" "hub_virtual_network" {
  type      = "Microsoft.Network/virtualNetworks@2025-09-01"
  parent_id = var.resource_group_id
  name      = "vnet-${var.enclave}-${var.region}-hub"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      addressSpace = {
        addressPrefixes = [var.addresses.hub_network]
      }
      subnets              = module.subnets.hub_virtual_network_subnets
      enableDdosProtection = true
      ddosProtectionPlan = {
        id = var.ddos_protection_plan_id
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "hub_virtual_network_ai_services_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.hub_virtual_network.id
  name      = "peer-ai-services"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.ai_services_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.ai_services_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = false
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "hub_virtual_network_compute_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.hub_virtual_network.id
  name      = "peer-compute"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.compute_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.compute_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = false
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.ai_services_virtual_network_hub_peering]
}

resource "azapi_resource" "hub_virtual_network_data_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.hub_virtual_network.id
  name      = "peer-data"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.data_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.data_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = false
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.compute_virtual_network_hub_peering]
}

resource "azapi_resource" "hub_virtual_network_management_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.hub_virtual_network.id
  name      = "peer-management"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.management_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.management_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = false
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.data_virtual_network_hub_peering]
}

resource "azapi_resource" "ai_services_virtual_network" {
  type      = "Microsoft.Network/virtualNetworks@2025-09-01"
  parent_id = var.resource_group_id
  name      = "vnet-${var.enclave}-${var.region}-ai-services"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      addressSpace = {
        addressPrefixes = [var.addresses.ai_services_network]
      }
      dhcpOptions = {
        dnsServers = [var.addresses.firewall]
      }
      subnets = module.subnets.ai_services_virtual_network_subnets
      encryption = {
        enabled     = true
        enforcement = "AllowUnencrypted"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ai_services_virtual_network_hub_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.ai_services_virtual_network.id
  name      = "peer-hub"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = true
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.hub_virtual_network_ai_services_peering]
}

resource "azapi_resource" "compute_virtual_network" {
  type      = "Microsoft.Network/virtualNetworks@2025-09-01"
  parent_id = var.resource_group_id
  name      = "vnet-${var.enclave}-${var.region}-compute"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      addressSpace = {
        addressPrefixes = [var.addresses.compute_network]
      }
      dhcpOptions = {
        dnsServers = [var.addresses.firewall]
      }
      subnets = module.subnets.compute_virtual_network_subnets
      encryption = {
        enabled     = true
        enforcement = "AllowUnencrypted"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "compute_virtual_network_hub_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.compute_virtual_network.id
  name      = "peer-hub"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = true
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.hub_virtual_network_compute_peering]
}

resource "azapi_resource" "data_virtual_network" {
  type      = "Microsoft.Network/virtualNetworks@2025-09-01"
  parent_id = var.resource_group_id
  name      = "vnet-${var.enclave}-${var.region}-data"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      addressSpace = {
        addressPrefixes = [var.addresses.data_network]
      }
      dhcpOptions = {
        dnsServers = [var.addresses.firewall]
      }
      subnets = module.subnets.data_virtual_network_subnets
      encryption = {
        enabled     = true
        enforcement = "AllowUnencrypted"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "data_virtual_network_hub_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.data_virtual_network.id
  name      = "peer-hub"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = true
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.hub_virtual_network_data_peering]
}

resource "azapi_resource" "management_virtual_network" {
  type      = "Microsoft.Network/virtualNetworks@2025-09-01"
  parent_id = var.resource_group_id
  name      = "vnet-${var.enclave}-${var.region}-management"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      addressSpace = {
        addressPrefixes = [var.addresses.management_network]
      }
      dhcpOptions = {
        dnsServers = [var.addresses.firewall]
      }
      subnets = module.subnets.management_virtual_network_subnets
      encryption = {
        enabled     = true
        enforcement = "AllowUnencrypted"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "management_virtual_network_hub_peering" {
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-09-01"
  parent_id = azapi_resource.management_virtual_network.id
  name      = "peer-hub"
  body = {
    properties = {
      remoteVirtualNetwork = {
        id = "${azapi_resource.hub_virtual_network.parent_id}/providers/Microsoft.Network/virtualNetworks/${azapi_resource.hub_virtual_network.name}"
      }
      allowVirtualNetworkAccess = true
      allowForwardedTraffic     = true
      allowGatewayTransit       = false
      useRemoteGateways         = false
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.hub_virtual_network_management_peering]
}

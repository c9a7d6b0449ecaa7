# virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

locals {
  network_security_groups = [
    {
      name        = "ai"
      description = "calls of models; nobody but the gateway and a model's own agents comes near one"
      source_address_prefixes = [
        "10.80.8.0/24",
        "10.80.0.0/26",
      ]
      destination_address_prefix = "10.80.4.0/24"
    },
    {
      name        = "management"
      description = "vault, registry, telemetry, budgets; vault, registry, telemetry; operators and auditors: vault, telemetry; its certificate, from the vault's"
      source_address_prefixes = [
        "10.80.8.0/24",
        "10.80.10.0/25",
        "10.80.10.128/26",
        "10.80.15.0/24",
        "10.80.1.0/24",
        "10.80.0.0/26",
      ]
      destination_address_prefix = "10.80.14.0/24"
    },
  ]
}

resource "azapi_resource" "azure_bastion_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-AzureBastion"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-machines"
          properties = {
            description              = "management of machines, from Bastion only"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.azure_bastion_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.machines_subnet
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-operations"
          properties = {
            description              = "management of machines, from Bastion only"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.azure_bastion_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.operations_subnet
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-administrators"
          properties = {
            description              = "administrators, whom Microsoft Entra lets in"
            priority                 = 1000
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "Internet"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-gateway-manager"
          properties = {
            description              = "Azure manages Bastion from here"
            priority                 = 3000
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "GatewayManager"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-load-balancer"
          properties = {
            description              = "Azure's probes of the hosts"
            priority                 = 3010
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "AzureLoadBalancer"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-hosts-inbound"
          properties = {
            description              = "the hosts of Bastion talk to each other"
            priority                 = 3020
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "*"
            sourceAddressPrefix      = "VirtualNetwork"
            sourcePortRange          = "*"
            destinationAddressPrefix = "VirtualNetwork"
            destinationPortRanges = [
              "5701",
              "8080",
            ]
          }
        },
        {
          name = "allow-hosts-outbound"
          properties = {
            description              = "the hosts of Bastion talk to each other"
            priority                 = 3020
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "*"
            sourceAddressPrefix      = "VirtualNetwork"
            sourcePortRange          = "*"
            destinationAddressPrefix = "VirtualNetwork"
            destinationPortRanges = [
              "5701",
              "8080",
            ]
          }
        },
        {
          name = "allow-ssh-rdp"
          properties = {
            description              = "Azure wants the whole network here; which machines answer is said at their own subnets"
            priority                 = 3000
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "VirtualNetwork"
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-azure"
          properties = {
            description              = "logs and metering of Bastion, to Azure"
            priority                 = 3010
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "AzureCloud"
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-certificates"
          properties = {
            description              = "Bastion looks whether certificates are still good"
            priority                 = 3030
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "Internet"
            destinationPortRange     = "80"
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "application_gateway_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-application-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-gateway"
          properties = {
            description              = "declared callers"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.application_gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.8.254/32"
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-management-endpoints"
          properties = {
            description              = "its certificate, from the vault's private endpoint"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.application_gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-declared-1"
          properties = {
            description              = "the ministry's offices"
            priority                 = 1000
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "198.51.100.0/24"
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.application_gateway_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-gateway-manager"
          properties = {
            description              = "Azure manages the application gateway from here; the destination must be any"
            priority                 = 3000
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "GatewayManager"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "65200-65535"
          }
        },
        {
          name = "allow-load-balancer"
          properties = {
            description              = "Azure's probes of the instances"
            priority                 = 3010
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "*"
            sourceAddressPrefix      = "AzureLoadBalancer"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "network_security_group" {
  for_each = { for network_security_group in local.network_security_groups : network_security_group.name => network_security_group }

  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-${each.value.name}-endpoints"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description              = each.value.description
            priority                 = 100
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefixes    = each.value.source_address_prefixes
            sourcePortRange          = "*"
            destinationAddressPrefix = each.value.destination_address_prefix
            destinationPortRange     = "443"
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "gateway_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description = "calls of models, through the guard; declared callers"
            priority    = 100
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.machines_subnet,
              var.addresses.container_apps_subnet,
              var.addresses.application_gateway_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.gateway_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-ai-endpoints"
          properties = {
            description              = "calls of models; nobody but the gateway and a model's own agents comes near one"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.ai_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-management-endpoints"
          properties = {
            description              = "vault, registry, telemetry, budgets"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-probes"
          properties = {
            description              = "the probes of the internal load balancer"
            priority                 = 1000
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "AzureLoadBalancer"
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.gateway_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-dns-udp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3900
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Udp"
            sourceAddressPrefix      = var.addresses.gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-dns-tcp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3910
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-declared-egress"
          properties = {
            description              = "the route leads to the firewall, which knows the declared names"
            priority                 = 3930
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "Internet"
            destinationPortRange     = "443"
          }
        },
        {
          name = "deny-azure-dns"
          properties = {
            description              = "Azure's own resolver passes any name, and every other rule; only this tag stops it"
            priority                 = 4000
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "AzurePlatformDNS"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "machines_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-machines"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description              = "management of machines, from Bastion only"
            priority                 = 100
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.azure_bastion_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.machines_subnet
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-gateway"
          properties = {
            description              = "calls of models, through the guard"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.machines_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.8.254/32"
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-data-endpoints"
          properties = {
            description              = "data sets, databases, search"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.machines_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
            destinationPortRanges = [
              "443",
              "5432",
            ]
          }
        },
        {
          name = "allow-management-endpoints"
          properties = {
            description              = "vault, registry, telemetry"
            priority                 = 120
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.machines_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-dns-udp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3900
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Udp"
            sourceAddressPrefix      = var.addresses.machines_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-dns-tcp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3910
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.machines_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-declared-egress"
          properties = {
            description              = "the route leads to the firewall, which knows the declared names"
            priority                 = 3930
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.machines_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "Internet"
            destinationPortRanges = [
              "80",
              "443",
            ]
          }
        },
        {
          name = "deny-azure-dns"
          properties = {
            description              = "Azure's own resolver passes any name, and every other rule; only this tag stops it"
            priority                 = 4000
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "AzurePlatformDNS"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "container_apps_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-container-apps"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-gateway"
          properties = {
            description              = "calls of models, through the guard"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.8.254/32"
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-data-endpoints"
          properties = {
            description              = "data sets, databases, search"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
            destinationPortRanges = [
              "443",
              "5432",
            ]
          }
        },
        {
          name = "allow-management-endpoints"
          properties = {
            description              = "vault, registry, telemetry"
            priority                 = 120
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-environment-inbound"
          properties = {
            description              = "the machines of the environment among themselves"
            priority                 = 1000
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "*"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.container_apps_subnet
            destinationPortRange     = "*"
          }
        },
        {
          name = "allow-environment-outbound"
          properties = {
            description              = "the machines of the environment among themselves"
            priority                 = 1000
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "*"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.container_apps_subnet
            destinationPortRange     = "*"
          }
        },
        {
          name = "allow-probes"
          properties = {
            description              = "the probes of the environment's own load balancer"
            priority                 = 1010
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "AzureLoadBalancer"
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.container_apps_subnet
            destinationPortRange     = "30000-32767"
          }
        },
        {
          name = "allow-dns-udp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3900
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Udp"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-dns-tcp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3910
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-declared-egress"
          properties = {
            description              = "the route leads to the firewall, which knows the declared names"
            priority                 = 3930
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.container_apps_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "Internet"
            destinationPortRange     = "443"
          }
        },
        {
          name = "deny-azure-dns"
          properties = {
            description              = "Azure's own resolver passes any name, and every other rule; only this tag stops it"
            priority                 = 4000
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "AzurePlatformDNS"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "data_endpoints_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-data-endpoints"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description = "data sets, databases, search; operators and auditors: archive, databases"
            priority    = 100
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.machines_subnet,
              var.addresses.container_apps_subnet,
              var.addresses.operations_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
            destinationPortRanges = [
              "443",
              "5432",
            ]
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "operations_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-operations"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description              = "management of machines, from Bastion only"
            priority                 = 100
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.azure_bastion_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.operations_subnet
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-management-endpoints"
          properties = {
            description              = "operators and auditors: vault, telemetry"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.operations_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-data-endpoints"
          properties = {
            description              = "operators and auditors: archive, databases"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.operations_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
            destinationPortRanges = [
              "443",
              "5432",
            ]
          }
        },
        {
          name = "allow-dns-udp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3900
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Udp"
            sourceAddressPrefix      = var.addresses.operations_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-dns-tcp"
          properties = {
            description              = "names are resolved by the firewall"
            priority                 = 3910
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.operations_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.80.0.4/32"
            destinationPortRange     = "53"
          }
        },
        {
          name = "allow-declared-egress"
          properties = {
            description              = "the route leads to the firewall, which knows the declared names"
            priority                 = 3930
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.operations_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "Internet"
            destinationPortRange     = "443"
          }
        },
        {
          name = "deny-azure-dns"
          properties = {
            description              = "Azure's own resolver passes any name, and every other rule; only this tag stops it"
            priority                 = 4000
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "AzurePlatformDNS"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-inbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Inbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
        {
          name = "deny-all-outbound"
          properties = {
            description              = "everything that is not allowed above"
            priority                 = 4096
            direction                = "Outbound"
            access                   = "Deny"
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

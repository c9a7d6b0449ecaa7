# virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

locals {
  network_security_groups = [
    {
      name        = "ai"
      description = "calls of models; nobody but the gateway and a model's own agents comes near one; agents call the models of their own account"
      source_address_prefixes = [
        "10.60.8.0/24",
        "10.60.5.0/26",
        "10.60.0.0/26",
      ]
      destination_address_prefix = "10.60.4.0/24"
    },
    {
      name        = "management"
      description = "vault, registry, telemetry, budgets; vault, registry, telemetry; operators and auditors: vault, telemetry"
      source_address_prefixes = [
        "10.60.8.0/24",
        "10.60.10.0/25",
        "10.60.10.192/27",
        "10.60.15.0/24",
        "10.60.0.0/26",
      ]
      destination_address_prefix = "10.60.14.0/24"
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
            sourceAddressPrefix      = "VirtualNetwork"
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

resource "azapi_resource" "agents_radiology_reports_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-agents-radiology-reports"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-ai-endpoints"
          properties = {
            description              = "agents call the models of their own account"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.agents_radiology_reports_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.ai_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-data-endpoints"
          properties = {
            description              = "files, threads and search of agents"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.agents_radiology_reports_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
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
            sourceAddressPrefix      = var.addresses.agents_radiology_reports_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.agents_radiology_reports_subnet
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
            sourceAddressPrefix      = var.addresses.agents_radiology_reports_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.agents_radiology_reports_subnet
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
            destinationAddressPrefix = var.addresses.agents_radiology_reports_subnet
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
            sourceAddressPrefix      = var.addresses.agents_radiology_reports_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.60.0.4/32"
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
            sourceAddressPrefix      = var.addresses.agents_radiology_reports_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.60.0.4/32"
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
            sourceAddressPrefix      = var.addresses.agents_radiology_reports_subnet
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
            description = "calls of models, through the guard"
            priority    = 100
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.machines_subnet,
              var.addresses.container_instances_subnet,
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
            destinationAddressPrefix = "10.60.0.4/32"
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
            destinationAddressPrefix = "10.60.0.4/32"
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
            destinationAddressPrefix = "10.60.8.254/32"
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
              "1433",
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
            destinationAddressPrefix = "10.60.0.4/32"
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
            destinationAddressPrefix = "10.60.0.4/32"
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

resource "azapi_resource" "container_instances_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-container-instances"
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
            sourceAddressPrefix      = var.addresses.container_instances_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.60.8.254/32"
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
            sourceAddressPrefix      = var.addresses.container_instances_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
            destinationPortRanges = [
              "443",
              "1433",
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
            sourceAddressPrefix      = var.addresses.container_instances_subnet
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
            sourceAddressPrefix      = var.addresses.container_instances_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.60.0.4/32"
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
            sourceAddressPrefix      = var.addresses.container_instances_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "10.60.0.4/32"
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
            sourceAddressPrefix      = var.addresses.container_instances_subnet
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
              var.addresses.container_instances_subnet,
              var.addresses.operations_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
            destinationPortRanges = [
              "443",
              "1433",
            ]
          }
        },
        {
          name = "allow-clients-443"
          properties = {
            description = "files, threads and search of agents"
            priority    = 110
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.agents_radiology_reports_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
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
              "1433",
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
            destinationAddressPrefix = "10.60.0.4/32"
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
            destinationAddressPrefix = "10.60.0.4/32"
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

# virtual-network/network-security-groups: written by `enclave build`; change enclave.yaml, not this file

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
          name = "allow-operations"
          properties = {
            description              = "management of machines, from Bastion only"
            priority                 = 100
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

resource "azapi_resource" "ai_endpoints_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-ai-endpoints"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description = "calls of models; nobody but the gateway and a model's own agents comes near one"
            priority    = 100
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.gateway_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.ai_endpoints_subnet
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
            destinationPortRanges = [
              "443",
              "10000",
            ]
          }
        },
        {
          name = "allow-kubernetes-api"
          properties = {
            description              = "its nodes report to the cluster"
            priority                 = 120
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.kubernetes_api_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "deny-administration"
          properties = {
            description = "nobody logs in to a node"
            priority    = 1010
            direction   = "Inbound"
            access      = "Deny"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-cluster"
          properties = {
            description = "nodes and pods of the cluster among themselves"
            priority    = 1020
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "*"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRange = "*"
          }
        },
        {
          name = "deny-administration-outbound"
          properties = {
            description = "nobody logs in to a node"
            priority    = 1010
            direction   = "Outbound"
            access      = "Deny"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-cluster-outbound"
          properties = {
            description = "nodes and pods of the cluster among themselves"
            priority    = 1020
            direction   = "Outbound"
            access      = "Allow"
            protocol    = "*"
            sourceAddressPrefixes = [
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRange = "*"
          }
        },
        {
          name = "allow-api-server"
          properties = {
            description         = "the API server asks nodes, and pods that it consults"
            priority            = 1030
            direction           = "Inbound"
            access              = "Allow"
            protocol            = "Tcp"
            sourceAddressPrefix = var.addresses.kubernetes_api_subnet
            sourcePortRange     = "*"
            destinationAddressPrefixes = [
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRanges = [
              "443-10250",
              "15017",
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
            sourceAddressPrefix      = var.addresses.gateway_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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

resource "azapi_resource" "kubernetes_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-kubernetes"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-management-endpoints"
          properties = {
            description              = "vault, registry, telemetry"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.kubernetes_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-kubernetes-api"
          properties = {
            description              = "nodes report to the cluster"
            priority                 = 110
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.kubernetes_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.kubernetes_api_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "deny-administration"
          properties = {
            description = "nobody logs in to a node"
            priority    = 1010
            direction   = "Inbound"
            access      = "Deny"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-cluster"
          properties = {
            description = "nodes and pods of the cluster among themselves"
            priority    = 1020
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "*"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRange = "*"
          }
        },
        {
          name = "deny-administration-outbound"
          properties = {
            description = "nobody logs in to a node"
            priority    = 1010
            direction   = "Outbound"
            access      = "Deny"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRanges = [
              "22",
              "3389",
            ]
          }
        },
        {
          name = "allow-cluster-outbound"
          properties = {
            description = "nodes and pods of the cluster among themselves"
            priority    = 1020
            direction   = "Outbound"
            access      = "Allow"
            protocol    = "*"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRange = "*"
          }
        },
        {
          name = "allow-api-server"
          properties = {
            description         = "the API server asks nodes, and pods that it consults"
            priority            = 1030
            direction           = "Inbound"
            access              = "Allow"
            protocol            = "Tcp"
            sourceAddressPrefix = var.addresses.kubernetes_api_subnet
            sourcePortRange     = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRanges = [
              "443-10250",
              "15017",
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
            sourceAddressPrefix      = var.addresses.kubernetes_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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
            sourceAddressPrefix      = var.addresses.kubernetes_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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
            sourceAddressPrefix      = var.addresses.kubernetes_subnet
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

resource "azapi_resource" "kubernetes_api_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-kubernetes-api"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description = "its nodes report to the cluster; nodes report to the cluster; operators administer the cluster"
            priority    = 100
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.gateway_subnet,
              var.addresses.kubernetes_subnet,
              var.addresses.operations_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.kubernetes_api_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-management-endpoints"
          properties = {
            description              = "the key that the cluster's secrets are encrypted with"
            priority                 = 100
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.kubernetes_api_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRange     = "443"
          }
        },
        {
          name = "allow-nodes"
          properties = {
            description = "nodes and pods call the API server"
            priority    = 1000
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.kubernetes_api_subnet
            destinationPortRanges = [
              "443",
              "4443",
            ]
          }
        },
        {
          name = "allow-probes"
          properties = {
            description              = "the probes of the API server's own load balancer"
            priority                 = 1010
            direction                = "Inbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = "AzureLoadBalancer"
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.kubernetes_api_subnet
            destinationPortRange     = "9988"
          }
        },
        {
          name = "allow-nodes-outbound"
          properties = {
            description         = "the API server asks nodes, and pods that it consults"
            priority            = 1000
            direction           = "Outbound"
            access              = "Allow"
            protocol            = "Tcp"
            sourceAddressPrefix = var.addresses.kubernetes_api_subnet
            sourcePortRange     = "*"
            destinationAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.gateway_subnet,
              "100.64.0.0/16",
            ]
            destinationPortRanges = [
              "443-10250",
              "15017",
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
            sourceAddressPrefix      = var.addresses.kubernetes_api_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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
            sourceAddressPrefix      = var.addresses.kubernetes_api_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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
            sourceAddressPrefix      = var.addresses.kubernetes_api_subnet
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
            description = "operators and auditors: archive, databases"
            priority    = 100
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.operations_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.data_endpoints_subnet
            destinationPortRanges = [
              "443",
              "1433",
              "5671",
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

resource "azapi_resource" "management_endpoints_network_security_group" {
  type      = "Microsoft.Network/networkSecurityGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nsg-${var.enclave}-${var.region}-management-endpoints"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-clients"
          properties = {
            description = "vault, registry, telemetry, budgets"
            priority    = 100
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.gateway_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
            destinationPortRanges = [
              "443",
              "10000",
            ]
          }
        },
        {
          name = "allow-clients-443"
          properties = {
            description = "vault, registry, telemetry; the key that the cluster's secrets are encrypted with; operators and auditors: vault, telemetry"
            priority    = 110
            direction   = "Inbound"
            access      = "Allow"
            protocol    = "Tcp"
            sourceAddressPrefixes = [
              var.addresses.kubernetes_subnet,
              var.addresses.kubernetes_api_subnet,
              var.addresses.operations_subnet,
              var.addresses.azure_firewall_subnet,
            ]
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.management_endpoints_subnet
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
              "5671",
            ]
          }
        },
        {
          name = "allow-kubernetes-api"
          properties = {
            description              = "operators administer the cluster"
            priority                 = 120
            direction                = "Outbound"
            access                   = "Allow"
            protocol                 = "Tcp"
            sourceAddressPrefix      = var.addresses.operations_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = var.addresses.kubernetes_api_subnet
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
            sourceAddressPrefix      = var.addresses.operations_subnet
            sourcePortRange          = "*"
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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
            destinationAddressPrefix = "${var.addresses.firewall}/32"
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

# firewall/fqdn-rules: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "passages_rule_collection_group" {
  type      = "Microsoft.Network/firewallPolicies/ruleCollectionGroups@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/firewallPolicies/afwp-${var.enclave}-${var.region}"
  name      = "rcg-passages"
  body = {
    properties = {
      priority = 200
      ruleCollections = [
        {
          ruleCollectionType = "FirewallPolicyFilterRuleCollection"
          name               = "allow-private-endpoints"
          priority           = 200
          action = {
            type = "Allow"
          }
          rules = [
            {
              description         = "calls of models; nobody but the gateway and a model's own agents comes near one"
              ruleType            = "NetworkRule"
              name                = "gateway-to-ai-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids.gateway]
              destinationIpGroups = [var.ip_group_ids["ai-endpoints"]]
              destinationPorts    = ["443"]
            },
            {
              description         = "vault, registry, telemetry, budgets"
              ruleType            = "NetworkRule"
              name                = "gateway-to-management-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids.gateway]
              destinationIpGroups = [var.ip_group_ids["management-endpoints"]]
              destinationPorts    = ["443"]
            },
            {
              description         = "data sets, databases, search"
              ruleType            = "NetworkRule"
              name                = "machines-to-data-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids.machines]
              destinationIpGroups = [var.ip_group_ids["data-endpoints"]]
              destinationPorts = [
                "443",
                "5432",
              ]
            },
            {
              description         = "vault, registry, telemetry"
              ruleType            = "NetworkRule"
              name                = "machines-to-management-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids.machines]
              destinationIpGroups = [var.ip_group_ids["management-endpoints"]]
              destinationPorts    = ["443"]
            },
            {
              description         = "data sets, databases, search"
              ruleType            = "NetworkRule"
              name                = "container-apps-to-data-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids["container-apps"]]
              destinationIpGroups = [var.ip_group_ids["data-endpoints"]]
              destinationPorts = [
                "443",
                "5432",
              ]
            },
            {
              description         = "vault, registry, telemetry"
              ruleType            = "NetworkRule"
              name                = "container-apps-to-management-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids["container-apps"]]
              destinationIpGroups = [var.ip_group_ids["management-endpoints"]]
              destinationPorts    = ["443"]
            },
            {
              description         = "operators and auditors: archive, databases"
              ruleType            = "NetworkRule"
              name                = "operations-to-data-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids.operations]
              destinationIpGroups = [var.ip_group_ids["data-endpoints"]]
              destinationPorts = [
                "443",
                "5432",
              ]
            },
          ]
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "names_rule_collection_group" {
  type      = "Microsoft.Network/firewallPolicies/ruleCollectionGroups@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/firewallPolicies/afwp-${var.enclave}-${var.region}"
  name      = "rcg-names"
  body = {
    properties = {
      priority = 300
      ruleCollections = [
        {
          ruleCollectionType = "FirewallPolicyFilterRuleCollection"
          name               = "allow-declared-egress"
          priority           = 300
          action = {
            type = "Allow"
          }
          rules = [
            {
              description = "token issuance by Microsoft Entra ID"
              ruleType    = "ApplicationRule"
              name        = "login.microsoftonline.com"
              sourceIpGroups = [
                var.ip_group_ids.gateway,
                var.ip_group_ids.machines,
                var.ip_group_ids["container-apps"],
                var.ip_group_ids.operations,
              ]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["login.microsoftonline.com"]
              terminateTLS = false
            },
            {
              description    = "images that the environment itself is made of (learn.microsoft.com/azure/container-apps/use-azure-firewall)"
              ruleType       = "ApplicationRule"
              name           = "mcr.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["mcr.microsoft.com"]
              terminateTLS = false
            },
            {
              description    = "their layers (same page)"
              ruleType       = "ApplicationRule"
              name           = "any.data.mcr.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["*.data.mcr.microsoft.com"]
              terminateTLS = false
            },
            {
              description    = "programs of the environment's machines (same page)"
              ruleType       = "ApplicationRule"
              name           = "packages.aks.azure.com"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["packages.aks.azure.com"]
              terminateTLS = false
            },
            {
              description    = "programs of the environment's machines (same page)"
              ruleType       = "ApplicationRule"
              name           = "acs-mirror.azureedge.net"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["acs-mirror.azureedge.net"]
              terminateTLS = false
            },
            {
              description    = "tokens for managed identities (same page)"
              ruleType       = "ApplicationRule"
              name           = "any.login.microsoftonline.com"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["*.login.microsoftonline.com"]
              terminateTLS = false
            },
            {
              description    = "tokens for managed identities (same page)"
              ruleType       = "ApplicationRule"
              name           = "login.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["login.microsoft.com"]
              terminateTLS = false
            },
            {
              description    = "tokens for managed identities (same page)"
              ruleType       = "ApplicationRule"
              name           = "any.login.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["*.login.microsoft.com"]
              terminateTLS = false
            },
            {
              description    = "tokens for managed identities (same page)"
              ruleType       = "ApplicationRule"
              name           = "any.identity.azure.net"
              sourceIpGroups = [var.ip_group_ids["container-apps"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["*.identity.azure.net"]
              terminateTLS = false
            },
            {
              description    = "packages and patches of Ubuntu, which are signed and which this mirror gives out in plain text only (learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching; cloud-init's mirrors)"
              ruleType       = "ApplicationRule"
              name           = "azure.archive.ubuntu.com"
              sourceIpGroups = [var.ip_group_ids.machines]
              protocols = [
                {
                  protocolType = "Http"
                  port         = 80
                },
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["azure.archive.ubuntu.com"]
              terminateTLS = false
            },
            {
              description    = "the package that people log in with (learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux)"
              ruleType       = "ApplicationRule"
              name           = "packages.microsoft.com"
              sourceIpGroups = [var.ip_group_ids.machines]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["packages.microsoft.com"]
              terminateTLS = false
            },
            {
              description    = "whether somebody may log in to a machine (same page)"
              ruleType       = "ApplicationRule"
              name           = "pas.windows.net"
              sourceIpGroups = [var.ip_group_ids.machines]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["pas.windows.net"]
              terminateTLS = false
            },
            {
              description    = "proof that a machine started from what was signed (learn.microsoft.com/azure/virtual-machines/boot-integrity-monitoring-overview)"
              ruleType       = "ApplicationRule"
              name           = "sharedeau.eau.attest.azure.net"
              sourceIpGroups = [var.ip_group_ids.machines]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["sharedeau.eau.attest.azure.net"]
              terminateTLS = false
            },
            {
              description = "packages for developers"
              ruleType    = "ApplicationRule"
              name        = "packages.cases.example.org"
              sourceIpGroups = [
                var.ip_group_ids.machines,
                var.ip_group_ids["container-apps"],
              ]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["packages.cases.example.org"]
              terminateTLS = false
            },
          ]
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.passages_rule_collection_group]
}

resource "azapi_resource" "everything_else_rule_collection_group" {
  type      = "Microsoft.Network/firewallPolicies/ruleCollectionGroups@2025-09-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/firewallPolicies/afwp-${var.enclave}-${var.region}"
  name      = "rcg-everything-else"
  body = {
    properties = {
      priority = 65000
      ruleCollections = [
        {
          ruleCollectionType = "FirewallPolicyFilterRuleCollection"
          name               = "deny-everything-else"
          priority           = 65000
          action = {
            type = "Deny"
          }
          rules = [
            {
              description     = "everything that is not declared"
              ruleType        = "ApplicationRule"
              name            = "deny-every-name"
              sourceAddresses = ["*"]
              protocols = [
                {
                  protocolType = "Http"
                  port         = 80
                },
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["*"]
              terminateTLS = false
            },
          ]
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.names_rule_collection_group]
}

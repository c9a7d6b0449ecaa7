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
                "1433",
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
              name                = "container-instances-to-data-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids["container-instances"]]
              destinationIpGroups = [var.ip_group_ids["data-endpoints"]]
              destinationPorts = [
                "443",
                "1433",
              ]
            },
            {
              description         = "vault, registry, telemetry"
              ruleType            = "NetworkRule"
              name                = "container-instances-to-management-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids["container-instances"]]
              destinationIpGroups = [var.ip_group_ids["management-endpoints"]]
              destinationPorts    = ["443"]
            },
            {
              description         = "files, threads and search of agents"
              ruleType            = "NetworkRule"
              name                = "agents-radiology-reports-to-data-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids["agents-radiology-reports"]]
              destinationIpGroups = [var.ip_group_ids["data-endpoints"]]
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
                "1433",
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
              description = "token issuance by Microsoft Entra ID; not looked into: Microsoft advises against breaking the TLS of sign-in, and clients bind tokens to it (learn.microsoft.com/microsoft-365/enterprise/microsoft-365-network-connectivity-principles)"
              ruleType    = "ApplicationRule"
              name        = "login.microsoftonline.com"
              sourceIpGroups = [
                var.ip_group_ids.gateway,
                var.ip_group_ids.machines,
                var.ip_group_ids["container-instances"],
                var.ip_group_ids["agents-radiology-reports"],
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
              description = "packages and patches of Ubuntu, which are signed and which this mirror gives out in plain text only (learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching; cloud-init's mirrors)"
              ruleType    = "ApplicationRule"
              name        = "azure.archive.ubuntu.com"
              sourceIpGroups = [
                var.ip_group_ids.gateway,
                var.ip_group_ids.machines,
              ]
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
              description = "proof that a machine started from what was signed (learn.microsoft.com/azure/virtual-machines/boot-integrity-monitoring-overview)"
              ruleType    = "ApplicationRule"
              name        = "sharedeus2.eus2.attest.azure.net"
              sourceIpGroups = [
                var.ip_group_ids.gateway,
                var.ip_group_ids.machines,
              ]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["sharedeus2.eus2.attest.azure.net"]
              terminateTLS = false
            },
            {
              description    = "tokens for the identity of agents (same pages); not looked into: sign-in, as above"
              ruleType       = "ApplicationRule"
              name           = "any.login.microsoftonline.com"
              sourceIpGroups = [var.ip_group_ids["agents-radiology-reports"]]
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
              description    = "tokens for the identity of agents (same pages); not looked into: sign-in, as above"
              ruleType       = "ApplicationRule"
              name           = "login.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["agents-radiology-reports"]]
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
              description    = "tokens for the identity of agents (same pages); not looked into: sign-in, as above"
              ruleType       = "ApplicationRule"
              name           = "any.login.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["agents-radiology-reports"]]
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
              description    = "tokens for the identity of agents (same pages); not looked into: tokens for managed identities of container apps and agents, whose machines take no other authority (learn.microsoft.com/azure/foundry/agents/how-to/virtual-networks)"
              ruleType       = "ApplicationRule"
              name           = "any.identity.azure.net"
              sourceIpGroups = [var.ip_group_ids["agents-radiology-reports"]]
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
              description    = "Microsoft's images that agents run in (same pages, all scenarios); not looked into: nodes pull images before anybody could give them another authority; images are checked by their digests"
              ruleType       = "ApplicationRule"
              name           = "mcr.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["agents-radiology-reports"]]
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
              description    = "layers of those images (same pages); not looked into: layers of images, as above"
              ruleType       = "ApplicationRule"
              name           = "any.data.mcr.microsoft.com"
              sourceIpGroups = [var.ip_group_ids["agents-radiology-reports"]]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["*.data.mcr.microsoft.com"]
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

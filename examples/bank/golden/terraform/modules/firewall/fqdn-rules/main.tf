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
              destinationPorts = [
                "443",
                "10000",
              ]
            },
            {
              description         = "vault, registry, telemetry"
              ruleType            = "NetworkRule"
              name                = "kubernetes-to-management-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids.kubernetes]
              destinationIpGroups = [var.ip_group_ids["management-endpoints"]]
              destinationPorts    = ["443"]
            },
            {
              description         = "the key that the cluster's secrets are encrypted with"
              ruleType            = "NetworkRule"
              name                = "kubernetes-api-to-management-endpoints"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids["kubernetes-api"]]
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
                "1433",
                "5671",
              ]
            },
            {
              description         = "operators administer the cluster"
              ruleType            = "NetworkRule"
              name                = "operations-to-kubernetes-api"
              ipProtocols         = ["TCP"]
              sourceIpGroups      = [var.ip_group_ids.operations]
              destinationIpGroups = [var.ip_group_ids["kubernetes-api"]]
              destinationPorts    = ["443"]
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
                var.ip_group_ids.kubernetes,
                var.ip_group_ids["kubernetes-api"],
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
              description = "base images of the gateway; not looked into: nodes pull images before anybody could give them another authority; images are checked by their digests"
              ruleType    = "ApplicationRule"
              name        = "mcr.microsoft.com"
              sourceIpGroups = [
                var.ip_group_ids.gateway,
                var.ip_group_ids.kubernetes,
                var.ip_group_ids["kubernetes-api"],
                var.ip_group_ids.operations,
              ]
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
              description    = "policies for the cluster, and how it keeps them (same page)"
              ruleType       = "ApplicationRule"
              name           = "data.policy.core.windows.net"
              sourceIpGroups = [var.ip_group_ids.kubernetes]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["data.policy.core.windows.net"]
              terminateTLS = false
            },
            {
              description    = "what built-in policies are made of (same page)"
              ruleType       = "ApplicationRule"
              name           = "store.policy.core.windows.net"
              sourceIpGroups = [var.ip_group_ids.kubernetes]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["store.policy.core.windows.net"]
              terminateTLS = false
            },
            {
              description = "findings of Defender's sensor (learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable); not looked into: sensors of Defender take no other authority"
              ruleType    = "ApplicationRule"
              name        = "any.cloud.defender.microsoft.com"
              sourceIpGroups = [
                var.ip_group_ids.gateway,
                var.ip_group_ids.kubernetes,
              ]
              protocols = [
                {
                  protocolType = "Https"
                  port         = 443
                },
              ]
              targetFqdns  = ["*.cloud.defender.microsoft.com"]
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

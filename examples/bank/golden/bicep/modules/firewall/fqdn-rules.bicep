// firewall/fqdn-rules: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('For each IP group its resource id, by its name.')
param ipGroupIds { *: string }

resource firewallPolicy 'Microsoft.Network/firewallPolicies@2025-09-01' existing = {
  name: 'afwp-${enclave}-${region}'
}

resource passagesRuleCollectionGroup 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2025-09-01' = {
  parent: firewallPolicy
  name: 'rcg-passages'
  properties: {
    priority: 200
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        name: 'allow-private-endpoints'
        priority: 200
        action: {
          type: 'Allow'
        }
        rules: [
          {
            description: 'calls of models; nobody but the gateway and a model\'s own agents comes near one'
            ruleType: 'NetworkRule'
            name: 'gateway-to-ai-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds.gateway
            ]
            destinationIpGroups: [
              ipGroupIds['ai-endpoints']
            ]
            destinationPorts: [
              '443'
            ]
          }
          {
            description: 'vault, registry, telemetry, budgets'
            ruleType: 'NetworkRule'
            name: 'gateway-to-management-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds.gateway
            ]
            destinationIpGroups: [
              ipGroupIds['management-endpoints']
            ]
            destinationPorts: [
              '443'
              '10000'
            ]
          }
          {
            description: 'vault, registry, telemetry'
            ruleType: 'NetworkRule'
            name: 'kubernetes-to-management-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds.kubernetes
            ]
            destinationIpGroups: [
              ipGroupIds['management-endpoints']
            ]
            destinationPorts: [
              '443'
            ]
          }
          {
            description: 'the key that the cluster\'s secrets are encrypted with'
            ruleType: 'NetworkRule'
            name: 'kubernetes-api-to-management-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds['kubernetes-api']
            ]
            destinationIpGroups: [
              ipGroupIds['management-endpoints']
            ]
            destinationPorts: [
              '443'
            ]
          }
          {
            description: 'operators and auditors: archive, databases'
            ruleType: 'NetworkRule'
            name: 'operations-to-data-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds.operations
            ]
            destinationIpGroups: [
              ipGroupIds['data-endpoints']
            ]
            destinationPorts: [
              '443'
              '1433'
              '5671'
            ]
          }
          {
            description: 'operators administer the cluster'
            ruleType: 'NetworkRule'
            name: 'operations-to-kubernetes-api'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds.operations
            ]
            destinationIpGroups: [
              ipGroupIds['kubernetes-api']
            ]
            destinationPorts: [
              '443'
            ]
          }
        ]
      }
    ]
  }
}

resource namesRuleCollectionGroup 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2025-09-01' = {
  parent: firewallPolicy
  name: 'rcg-names'
  properties: {
    priority: 300
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        name: 'allow-declared-egress'
        priority: 300
        action: {
          type: 'Allow'
        }
        rules: [
          {
            description: 'token issuance by Microsoft Entra ID; not looked into: Microsoft advises against breaking the TLS of sign-in, and clients bind tokens to it (learn.microsoft.com/microsoft-365/enterprise/microsoft-365-network-connectivity-principles)'
            ruleType: 'ApplicationRule'
            #disable-next-line no-hardcoded-env-urls
            name: 'login.microsoftonline.com'
            sourceIpGroups: [
              ipGroupIds.gateway
              ipGroupIds.kubernetes
              ipGroupIds['kubernetes-api']
              ipGroupIds.operations
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              #disable-next-line no-hardcoded-env-urls
              'login.microsoftonline.com'
            ]
            terminateTLS: false
          }
          {
            description: 'base images of the gateway; not looked into: nodes pull images before anybody could give them another authority; images are checked by their digests'
            ruleType: 'ApplicationRule'
            name: 'mcr.microsoft.com'
            sourceIpGroups: [
              ipGroupIds.gateway
              ipGroupIds.kubernetes
              ipGroupIds['kubernetes-api']
              ipGroupIds.operations
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'mcr.microsoft.com'
            ]
            terminateTLS: false
          }
          {
            description: 'policies for the cluster, and how it keeps them (same page)'
            ruleType: 'ApplicationRule'
            #disable-next-line no-hardcoded-env-urls
            name: 'data.policy.core.windows.net'
            sourceIpGroups: [
              ipGroupIds.kubernetes
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              #disable-next-line no-hardcoded-env-urls
              'data.policy.core.windows.net'
            ]
            terminateTLS: false
          }
          {
            description: 'what built-in policies are made of (same page)'
            ruleType: 'ApplicationRule'
            #disable-next-line no-hardcoded-env-urls
            name: 'store.policy.core.windows.net'
            sourceIpGroups: [
              ipGroupIds.kubernetes
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              #disable-next-line no-hardcoded-env-urls
              'store.policy.core.windows.net'
            ]
            terminateTLS: false
          }
          {
            description: 'findings of Defender\'s sensor (learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable); not looked into: sensors of Defender take no other authority'
            ruleType: 'ApplicationRule'
            name: 'any.cloud.defender.microsoft.com'
            sourceIpGroups: [
              ipGroupIds.gateway
              ipGroupIds.kubernetes
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*.cloud.defender.microsoft.com'
            ]
            terminateTLS: false
          }
        ]
      }
    ]
  }
  dependsOn: [
    passagesRuleCollectionGroup
  ]
}

resource everythingElseRuleCollectionGroup 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2025-09-01' = {
  parent: firewallPolicy
  name: 'rcg-everything-else'
  properties: {
    priority: 65000
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        name: 'deny-everything-else'
        priority: 65000
        action: {
          type: 'Deny'
        }
        rules: [
          {
            description: 'everything that is not declared'
            ruleType: 'ApplicationRule'
            name: 'deny-every-name'
            sourceAddresses: [
              '*'
            ]
            protocols: [
              {
                protocolType: 'Http'
                port: 80
              }
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*'
            ]
            terminateTLS: false
          }
        ]
      }
    ]
  }
  dependsOn: [
    namesRuleCollectionGroup
  ]
}

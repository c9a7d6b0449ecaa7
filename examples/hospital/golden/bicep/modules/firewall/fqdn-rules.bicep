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
            ]
          }
          {
            description: 'data sets, databases, search'
            ruleType: 'NetworkRule'
            name: 'machines-to-data-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds.machines
            ]
            destinationIpGroups: [
              ipGroupIds['data-endpoints']
            ]
            destinationPorts: [
              '443'
              '1433'
            ]
          }
          {
            description: 'vault, registry, telemetry'
            ruleType: 'NetworkRule'
            name: 'machines-to-management-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds.machines
            ]
            destinationIpGroups: [
              ipGroupIds['management-endpoints']
            ]
            destinationPorts: [
              '443'
            ]
          }
          {
            description: 'data sets, databases, search'
            ruleType: 'NetworkRule'
            name: 'container-instances-to-data-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds['container-instances']
            ]
            destinationIpGroups: [
              ipGroupIds['data-endpoints']
            ]
            destinationPorts: [
              '443'
              '1433'
            ]
          }
          {
            description: 'vault, registry, telemetry'
            ruleType: 'NetworkRule'
            name: 'container-instances-to-management-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds['container-instances']
            ]
            destinationIpGroups: [
              ipGroupIds['management-endpoints']
            ]
            destinationPorts: [
              '443'
            ]
          }
          {
            description: 'files, threads and search of agents'
            ruleType: 'NetworkRule'
            name: 'agents-radiology-reports-to-data-endpoints'
            ipProtocols: [
              'TCP'
            ]
            sourceIpGroups: [
              ipGroupIds['agents-radiology-reports']
            ]
            destinationIpGroups: [
              ipGroupIds['data-endpoints']
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
              ipGroupIds.machines
              ipGroupIds['container-instances']
              ipGroupIds['agents-radiology-reports']
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
            description: 'packages and patches of Ubuntu, which are signed and which this mirror gives out in plain text only (learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching; cloud-init\'s mirrors)'
            ruleType: 'ApplicationRule'
            name: 'azure.archive.ubuntu.com'
            sourceIpGroups: [
              ipGroupIds.gateway
              ipGroupIds.machines
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
              'azure.archive.ubuntu.com'
            ]
            terminateTLS: false
          }
          {
            description: 'the package that people log in with (learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux)'
            ruleType: 'ApplicationRule'
            name: 'packages.microsoft.com'
            sourceIpGroups: [
              ipGroupIds.machines
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'packages.microsoft.com'
            ]
            terminateTLS: false
          }
          {
            description: 'whether somebody may log in to a machine (same page)'
            ruleType: 'ApplicationRule'
            name: 'pas.windows.net'
            sourceIpGroups: [
              ipGroupIds.machines
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'pas.windows.net'
            ]
            terminateTLS: false
          }
          {
            description: 'proof that a machine started from what was signed (learn.microsoft.com/azure/virtual-machines/boot-integrity-monitoring-overview)'
            ruleType: 'ApplicationRule'
            name: 'sharedeus2.eus2.attest.azure.net'
            sourceIpGroups: [
              ipGroupIds.gateway
              ipGroupIds.machines
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'sharedeus2.eus2.attest.azure.net'
            ]
            terminateTLS: false
          }
          {
            description: 'tokens for the identity of agents (same pages); not looked into: sign-in, as above'
            ruleType: 'ApplicationRule'
            #disable-next-line no-hardcoded-env-urls
            name: 'any.login.microsoftonline.com'
            sourceIpGroups: [
              ipGroupIds['agents-radiology-reports']
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              #disable-next-line no-hardcoded-env-urls
              '*.login.microsoftonline.com'
            ]
            terminateTLS: false
          }
          {
            description: 'tokens for the identity of agents (same pages); not looked into: sign-in, as above'
            ruleType: 'ApplicationRule'
            name: 'login.microsoft.com'
            sourceIpGroups: [
              ipGroupIds['agents-radiology-reports']
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'login.microsoft.com'
            ]
            terminateTLS: false
          }
          {
            description: 'tokens for the identity of agents (same pages); not looked into: sign-in, as above'
            ruleType: 'ApplicationRule'
            name: 'any.login.microsoft.com'
            sourceIpGroups: [
              ipGroupIds['agents-radiology-reports']
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*.login.microsoft.com'
            ]
            terminateTLS: false
          }
          {
            description: 'tokens for the identity of agents (same pages); not looked into: tokens for managed identities of container apps and agents, whose machines take no other authority (learn.microsoft.com/azure/foundry/agents/how-to/virtual-networks)'
            ruleType: 'ApplicationRule'
            name: 'any.identity.azure.net'
            sourceIpGroups: [
              ipGroupIds['agents-radiology-reports']
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*.identity.azure.net'
            ]
            terminateTLS: false
          }
          {
            description: 'Microsoft\'s images that agents run in (same pages, all scenarios); not looked into: nodes pull images before anybody could give them another authority; images are checked by their digests'
            ruleType: 'ApplicationRule'
            name: 'mcr.microsoft.com'
            sourceIpGroups: [
              ipGroupIds['agents-radiology-reports']
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
            description: 'layers of those images (same pages); not looked into: layers of images, as above'
            ruleType: 'ApplicationRule'
            name: 'any.data.mcr.microsoft.com'
            sourceIpGroups: [
              ipGroupIds['agents-radiology-reports']
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*.data.mcr.microsoft.com'
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

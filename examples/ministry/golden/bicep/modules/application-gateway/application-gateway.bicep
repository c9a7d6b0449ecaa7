// application-gateway/application-gateway: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

resource publicIPAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' = {
  name: 'pip-${enclave}-${region}-application-gateway'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  zones: [
    '1'
    '2'
    '3'
  ]
  tags: tags
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

resource applicationGatewayWebApplicationFirewallPolicy 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies@2025-09-01' = {
  name: 'waf-${enclave}-${region}'
  location: location
  tags: tags
  properties: {
    policySettings: {
      state: 'Enabled'
      mode: 'Prevention'
      requestBodyCheck: true
      requestBodyEnforcement: true
      requestBodyInspectLimitInKB: 2000
      maxRequestBodySizeInKb: 2000
      logScrubbing: {
        state: 'Enabled'
        scrubbingRules: [
          {
            matchVariable: 'RequestJSONArgNames'
            selectorMatchOperator: 'EqualsAny'
            state: 'Enabled'
          }
          {
            matchVariable: 'RequestPostArgNames'
            selectorMatchOperator: 'EqualsAny'
            state: 'Enabled'
          }
          {
            matchVariable: 'RequestArgNames'
            selectorMatchOperator: 'EqualsAny'
            state: 'Enabled'
          }
        ]
      }
    }
    customRules: [
      {
        name: 'OnlyDeclaredSources'
        priority: 10
        state: 'Enabled'
        ruleType: 'MatchRule'
        action: 'Block'
        matchConditions: [
          {
            matchVariables: [
              {
                variableName: 'RemoteAddr'
              }
            ]
            operator: 'IPMatch'
            negationConditon: true
            matchValues: [
              '198.51.100.0/24'
            ]
          }
        ]
      }
    ]
    managedRules: {
      managedRuleSets: [
        {
          ruleSetType: 'Microsoft_DefaultRuleSet'
          ruleSetVersion: '2.2'
        }
        {
          ruleSetType: 'Microsoft_BotManagerRuleSet'
          ruleSetVersion: '1.1'
        }
      ]
      exclusions: [
        {
          matchVariable: 'RequestArgNames'
          selectorMatchOperator: 'StartsWith'
          selector: 'messages'
        }
        {
          matchVariable: 'RequestArgNames'
          selectorMatchOperator: 'StartsWith'
          selector: 'input'
        }
        {
          matchVariable: 'RequestArgNames'
          selectorMatchOperator: 'StartsWith'
          selector: 'prompt'
        }
        {
          matchVariable: 'RequestArgNames'
          selectorMatchOperator: 'StartsWith'
          selector: 'instructions'
        }
        {
          matchVariable: 'RequestArgNames'
          selectorMatchOperator: 'StartsWith'
          selector: 'tools'
        }
      ]
    }
  }
}

resource applicationGateway 'Microsoft.Network/applicationGateways@2025-09-01' = {
  name: 'agw-${enclave}-${region}'
  location: location
  zones: [
    '1'
    '2'
    '3'
  ]
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds['application-gateway']}': {}
    }
  }
  tags: tags
  properties: {
    sku: {
      name: 'WAF_v2'
      tier: 'WAF_v2'
    }
    autoscaleConfiguration: {
      minCapacity: 2
      maxCapacity: 5
    }
    gatewayIPConfigurations: [
      {
        name: 'subnet'
        properties: {
          subnet: {
            id: subnetIds['application-gateway']
          }
        }
      }
    ]
    frontendIPConfigurations: [
      {
        name: 'public'
        properties: {
          publicIPAddress: {
            id: publicIPAddress.id
          }
        }
      }
    ]
    frontendPorts: [
      {
        name: 'port-443'
        properties: {
          port: 443
        }
      }
    ]
    sslCertificates: [
      {
        name: 'certificate'
        properties: {
          #disable-next-line no-hardcoded-env-urls
          keyVaultSecretId: 'https://kv-ministry-cases-zj3jy.vault.azure.net/secrets/ingress-certificate'
        }
      }
    ]
    sslPolicy: {
      policyType: 'Predefined'
      policyName: 'AppGwSslPolicy20220101S'
    }
    httpListeners: [
      {
        name: 'https'
        properties: {
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/applicationGateways/frontendIPConfigurations', 'agw-${enclave}-${region}', 'public')
          }
          frontendPort: {
            id: resourceId('Microsoft.Network/applicationGateways/frontendPorts', 'agw-${enclave}-${region}', 'port-443')
          }
          protocol: 'Https'
          sslCertificate: {
            id: resourceId('Microsoft.Network/applicationGateways/sslCertificates', 'agw-${enclave}-${region}', 'certificate')
          }
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'backend'
        properties: {
          backendAddresses: [
            {
              ipAddress: '10.80.8.254'
            }
          ]
        }
      }
    ]
    probes: [
      {
        name: 'probe'
        properties: {
          protocol: 'Https'
          host: 'gateway.ministry-cases.internal'
          path: '/healthz'
          interval: 15
          timeout: 10
          unhealthyThreshold: 3
        }
      }
    ]
    trustedRootCertificates: [
      {
        name: 'authority-1'
        properties: {
          #disable-next-line no-hardcoded-env-urls
          keyVaultSecretId: 'https://kv-ministry-cases-zj3jy.vault.azure.net/secrets/gateway-authority'
        }
      }
    ]
    backendHttpSettingsCollection: [
      {
        name: 'backend'
        properties: {
          protocol: 'Https'
          port: 443
          cookieBasedAffinity: 'Disabled'
          requestTimeout: 300
          connectionDraining: {
            enabled: true
            drainTimeoutInSec: 300
          }
          validateCertChainAndExpiry: true
          validateSNI: true
          hostName: 'gateway.ministry-cases.internal'
          trustedRootCertificates: [
            {
              id: resourceId('Microsoft.Network/applicationGateways/trustedRootCertificates', 'agw-${enclave}-${region}', 'authority-1')
            }
          ]
          probe: {
            id: resourceId('Microsoft.Network/applicationGateways/probes', 'agw-${enclave}-${region}', 'probe')
          }
        }
      }
    ]
    requestRoutingRules: [
      {
        name: 'https'
        properties: {
          ruleType: 'Basic'
          priority: 100
          httpListener: {
            id: resourceId('Microsoft.Network/applicationGateways/httpListeners', 'agw-${enclave}-${region}', 'https')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/applicationGateways/backendAddressPools', 'agw-${enclave}-${region}', 'backend')
          }
          backendHttpSettings: {
            id: resourceId('Microsoft.Network/applicationGateways/backendHttpSettingsCollection', 'agw-${enclave}-${region}', 'backend')
          }
        }
      }
    ]
    firewallPolicy: {
      id: applicationGatewayWebApplicationFirewallPolicy.id
    }
    enableHttp2: true
    globalConfiguration: {
      enableRequestBuffering: true
      enableResponseBuffering: false
    }
  }
}

@description('Resource id of the application gateway.')
output applicationGatewayId string = applicationGateway.id

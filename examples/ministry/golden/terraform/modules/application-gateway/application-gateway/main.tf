# application-gateway/application-gateway: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "public_ip_address" {
  type      = "Microsoft.Network/publicIPAddresses@2025-09-01"
  parent_id = var.resource_group_id
  name      = "pip-${var.enclave}-${var.region}-application-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Standard"
      tier = "Regional"
    }
    zones = [
      "1",
      "2",
      "3",
    ]
    properties = {
      publicIPAllocationMethod = "Static"
      publicIPAddressVersion   = "IPv4"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "application_gateway_web_application_firewall_policy" {
  type      = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies@2025-09-01"
  parent_id = var.resource_group_id
  name      = "waf-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      policySettings = {
        state                       = "Enabled"
        mode                        = "Prevention"
        requestBodyCheck            = true
        requestBodyEnforcement      = true
        requestBodyInspectLimitInKB = 2000
        maxRequestBodySizeInKb      = 2000
        logScrubbing = {
          state = "Enabled"
          scrubbingRules = [
            {
              matchVariable         = "RequestJSONArgNames"
              selectorMatchOperator = "EqualsAny"
              state                 = "Enabled"
            },
            {
              matchVariable         = "RequestPostArgNames"
              selectorMatchOperator = "EqualsAny"
              state                 = "Enabled"
            },
            {
              matchVariable         = "RequestArgNames"
              selectorMatchOperator = "EqualsAny"
              state                 = "Enabled"
            },
          ]
        }
      }
      customRules = [
        {
          name     = "OnlyDeclaredSources"
          priority = 10
          state    = "Enabled"
          ruleType = "MatchRule"
          action   = "Block"
          matchConditions = [
            {
              matchVariables = [
                {
                  variableName = "RemoteAddr"
                },
              ]
              operator         = "IPMatch"
              negationConditon = true
              matchValues      = ["198.51.100.0/24"]
            },
          ]
        },
      ]
      managedRules = {
        managedRuleSets = [
          {
            ruleSetType    = "Microsoft_DefaultRuleSet"
            ruleSetVersion = "2.2"
          },
          {
            ruleSetType    = "Microsoft_BotManagerRuleSet"
            ruleSetVersion = "1.1"
          },
        ]
        exclusions = [
          {
            matchVariable         = "RequestArgNames"
            selectorMatchOperator = "StartsWith"
            selector              = "messages"
          },
          {
            matchVariable         = "RequestArgNames"
            selectorMatchOperator = "StartsWith"
            selector              = "input"
          },
          {
            matchVariable         = "RequestArgNames"
            selectorMatchOperator = "StartsWith"
            selector              = "prompt"
          },
          {
            matchVariable         = "RequestArgNames"
            selectorMatchOperator = "StartsWith"
            selector              = "instructions"
          },
          {
            matchVariable         = "RequestArgNames"
            selectorMatchOperator = "StartsWith"
            selector              = "tools"
          },
        ]
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "application_gateway" {
  type      = "Microsoft.Network/applicationGateways@2025-09-01"
  parent_id = var.resource_group_id
  name      = "agw-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    zones = [
      "1",
      "2",
      "3",
    ]
    properties = {
      sku = {
        name = "WAF_v2"
        tier = "WAF_v2"
      }
      autoscaleConfiguration = {
        minCapacity = 2
        maxCapacity = 5
      }
      gatewayIPConfigurations = [
        {
          name = "subnet"
          properties = {
            subnet = {
              id = var.subnet_ids["application-gateway"]
            }
          }
        },
      ]
      frontendIPConfigurations = [
        {
          name = "public"
          properties = {
            publicIPAddress = {
              id = "${azapi_resource.public_ip_address.parent_id}/providers/Microsoft.Network/publicIPAddresses/${azapi_resource.public_ip_address.name}"
            }
          }
        },
      ]
      frontendPorts = [
        {
          name = "port-443"
          properties = {
            port = 443
          }
        },
      ]
      sslCertificates = [
        {
          name = "certificate"
          properties = {
            keyVaultSecretId = "https://kv-ministry-cases-zj3jy.vault.azure.net/secrets/ingress-certificate"
          }
        },
      ]
      sslPolicy = {
        policyType = "Predefined"
        policyName = "AppGwSslPolicy20220101S"
      }
      httpListeners = [
        {
          name = "https"
          properties = {
            frontendIPConfiguration = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/frontendIPConfigurations/public"
            }
            frontendPort = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/frontendPorts/port-443"
            }
            protocol = "Https"
            sslCertificate = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/sslCertificates/certificate"
            }
          }
        },
      ]
      backendAddressPools = [
        {
          name = "backend"
          properties = {
            backendAddresses = [
              {
                ipAddress = "10.80.8.254"
              },
            ]
          }
        },
      ]
      probes = [
        {
          name = "probe"
          properties = {
            protocol           = "Https"
            host               = "gateway.ministry-cases.internal"
            path               = "/healthz"
            interval           = 15
            timeout            = 10
            unhealthyThreshold = 3
          }
        },
      ]
      trustedRootCertificates = [
        {
          name = "authority-1"
          properties = {
            keyVaultSecretId = "https://kv-ministry-cases-zj3jy.vault.azure.net/secrets/gateway-authority"
          }
        },
      ]
      backendHttpSettingsCollection = [
        {
          name = "backend"
          properties = {
            protocol            = "Https"
            port                = 443
            cookieBasedAffinity = "Disabled"
            requestTimeout      = 300
            connectionDraining = {
              enabled           = true
              drainTimeoutInSec = 300
            }
            validateCertChainAndExpiry = true
            validateSNI                = true
            hostName                   = "gateway.ministry-cases.internal"
            trustedRootCertificates = [
              {
                id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/trustedRootCertificates/authority-1"
              },
            ]
            probe = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/probes/probe"
            }
          }
        },
      ]
      requestRoutingRules = [
        {
          name = "https"
          properties = {
            ruleType = "Basic"
            priority = 100
            httpListener = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/httpListeners/https"
            }
            backendAddressPool = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/backendAddressPools/backend"
            }
            backendHttpSettings = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/applicationGateways/agw-${var.enclave}-${var.region}/backendHttpSettingsCollection/backend"
            }
          }
        },
      ]
      firewallPolicy = {
        id = "${azapi_resource.application_gateway_web_application_firewall_policy.parent_id}/providers/Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/${azapi_resource.application_gateway_web_application_firewall_policy.name}"
      }
      enableHttp2 = true
      globalConfiguration = {
        enableRequestBuffering  = true
        enableResponseBuffering = false
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["application-gateway"]]
  }
}

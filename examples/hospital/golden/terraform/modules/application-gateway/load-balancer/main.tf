# application-gateway/load-balancer: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "load_balancer" {
  type      = "Microsoft.Network/loadBalancers@2025-09-01"
  parent_id = var.resource_group_id
  name      = "lbi-${var.enclave}-${var.region}-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Standard"
      tier = "Regional"
    }
    properties = {
      frontendIPConfigurations = [
        {
          name = "internal"
          zones = [
            "1",
            "2",
            "3",
          ]
          properties = {
            subnet = {
              id = var.subnet_ids.gateway
            }
            privateIPAddress          = "10.60.8.254"
            privateIPAllocationMethod = "Static"
            privateIPAddressVersion   = "IPv4"
          }
        },
      ]
      backendAddressPools = [
        {
          name = "machines"
        },
      ]
      probes = [
        {
          name = "health"
          properties = {
            protocol          = "Https"
            port              = 443
            requestPath       = "/healthz"
            intervalInSeconds = 5
            probeThreshold    = 2
            numberOfProbes    = 2
          }
        },
      ]
      loadBalancingRules = [
        {
          name = "gateway"
          properties = {
            frontendIPConfiguration = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/loadBalancers/lbi-${var.enclave}-${var.region}-gateway/frontendIPConfigurations/internal"
            }
            backendAddressPool = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/loadBalancers/lbi-${var.enclave}-${var.region}-gateway/backendAddressPools/machines"
            }
            probe = {
              id = "${var.resource_group_id}/providers/Microsoft.Network/loadBalancers/lbi-${var.enclave}-${var.region}-gateway/probes/health"
            }
            protocol             = "Tcp"
            frontendPort         = 443
            backendPort          = 443
            idleTimeoutInMinutes = 15
            enableTcpReset       = true
            disableOutboundSnat  = true
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

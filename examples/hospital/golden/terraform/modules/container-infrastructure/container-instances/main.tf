# container-infrastructure/container-instances: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "container_group" {
  type      = "Microsoft.ContainerInstance/containerGroups@2026-07-01"
  parent_id = var.resource_group_id
  name      = "ci-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      sku           = "Standard"
      osType        = "Linux"
      restartPolicy = "Never"
      containers = [
        {
          name = "job"
          properties = {
            image = "crmercyhealthib6uk.azurecr.io/secure-ai-enclave:0.1.0"
            command = [
              "enclave",
              "--version",
            ]
            resources = {
              requests = {
                cpu        = 1
                memoryInGB = 2
              }
            }
            securityContext = {
              privileged               = false
              allowPrivilegeEscalation = false
              capabilities = {
                drop = ["ALL"]
              }
              runAsUser = 10001
            }
          }
        },
      ]
      imageRegistryCredentials = [
        {
          server   = var.registry_login_server
          identity = var.user_assigned_identity_ids["container-instances"]
        },
      ]
      subnetIds = [
        {
          id = var.subnet_ids["container-instances"]
        },
      ]
      dnsConfig = {
        nameServers = [var.addresses.firewall]
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids["container-instances"]]
  }
}

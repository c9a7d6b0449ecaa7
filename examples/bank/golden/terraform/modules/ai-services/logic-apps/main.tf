# ai-services/logic-apps: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "user_assigned_identity" {
  type                      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id                 = var.resource_group_id
  name                      = "id-${var.enclave}-${var.region}-incident"
  location                  = var.location
  tags                      = var.tags
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
  }
}

resource "azapi_resource" "workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-incident"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      state = "Enabled"
      accessControl = {
        triggers = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
        contents = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
      }
      definition = {
        "$schema"      = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
        contentVersion = "1.0.0.0"
        parameters = {
          workspace = {
            type = "String"
          }
          identity = {
            type = "String"
          }
        }
        triggers = {
          manual = {
            type = "Request"
            kind = "Http"
            inputs = {
              schema = {
                type = "object"
                properties = {
                  title = {
                    type        = "string"
                    description = "what happened, in a line"
                    pattern     = "^.{1,200}$"
                  }
                  description = {
                    type        = "string"
                    description = "what is known; no personal data and no prompts"
                    pattern     = "^[\\s\\S]{1,4000}$"
                  }
                  severity = {
                    type        = "string"
                    description = "`High`, `Medium`, `Low` or `Informational`"
                    pattern     = "^(High|Medium|Low|Informational)$"
                  }
                }
                required = [
                  "title",
                  "description",
                  "severity",
                ]
                additionalProperties = false
              }
            }
            operationOptions = "EnableSchemaValidation"
          }
        }
        actions = {
          open = {
            type = "Http"
            inputs = {
              method = "PUT"
              uri    = "https://management.azure.com/@{substring(parameters('workspace'), 1)}/providers/Microsoft.SecurityInsights/incidents/@{guid()}?api-version=2025-09-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                properties = {
                  title       = "@{triggerBody()?['title']}"
                  description = "@{triggerBody()?['description']}"
                  severity    = "@{triggerBody()?['severity']}"
                  status      = "New"
                  labels = [
                    {
                      labelName = "contoso-bank"
                    },
                  ]
                }
              }
            }
            runAfter = {}
            limit = {
              timeout = "PT12H"
            }
          }
        }
        outputs = {}
      }
      parameters = {
        workspace = {
          value = var.workspace_id
        }
        identity = {
          value = "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = ["${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"]
  }

  depends_on = [azapi_resource.workspace_role_assignment]
}

resource "azapi_resource" "workspace_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = var.workspace_role_assignment_name
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/3e150937-b8fe-4cfb-8069-0eaf05ecd056"
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

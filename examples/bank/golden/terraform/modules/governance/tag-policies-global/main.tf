# governance/tag-policies-global: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "ban_stdnd_policy_assignment" {
  type      = "Microsoft.Authorization/policyAssignments@2026-07-01"
  parent_id = var.resource_group_id
  name      = "policy-contoso-ban-stdnd"
  location  = var.ban_stdnd_policy_assignment_location
  body = {
    properties = {
      displayName        = "contoso-bank: a resource gets the tag `data-classification` of its group"
      description        = "Every resource says how sensitive its data is"
      policyDefinitionId = "/providers/Microsoft.Authorization/policyDefinitions/ea3f2387-9b95-492a-a190-fcdc54f7b070"
      parameters = {
        tagName = {
          value = "data-classification"
        }
      }
      enforcementMode = "Default"
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "identity.principalId"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azapi_resource" "role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = var.resource_group_id
  name      = "7829e624-d0c0-5819-84f3-86fa76c81417"
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/${var.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/4a9ae827-6dc8-4573-8ac7-8239d42aa03f"
      principalId      = azapi_resource.ban_stdnd_policy_assignment.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "ban_42_tqy_policy_assignment" {
  type      = "Microsoft.Authorization/policyAssignments@2026-07-01"
  parent_id = var.resource_group_id
  name      = "policy-contoso-ban-42tqy"
  body = {
    properties = {
      displayName        = "contoso-bank: a resource has the tag `data-classification`"
      description        = "Every resource says how sensitive its data is"
      policyDefinitionId = "/providers/Microsoft.Authorization/policyDefinitions/871b6d14-10aa-478d-b590-94f262ecfa99"
      parameters = {
        tagName = {
          value = "data-classification"
        }
      }
      enforcementMode = "Default"
      nonComplianceMessages = [
        {
          message = "A resource of contoso-bank needs the tag `data-classification`."
        },
      ]
    }
  }
  schema_validation_enabled = true
}

# governance/regulatory-compliance: written by `enclave build`; change enclave.yaml, not this file

locals {
  policy_assignments = [
    {
      name                 = "policy-mercy-health-mcsb"
      display_name         = "mercy-health: Microsoft cloud security benchmark"
      description          = "Reports what Microsoft cloud security benchmark asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
    },
    {
      name                 = "policy-mercy-healt-uwncr"
      display_name         = "mercy-health: HITRUST CSF v11.3, which HIPAA is assessed by"
      description          = "Reports what HITRUST CSF v11.3, which HIPAA is assessed by asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/e0d47b75-5d99-442a-9d60-07f2595ab095"
    },
    {
      name                 = "policy-mercy-healt-oggzf"
      display_name         = "mercy-health: SOC 2 Type 2"
      description          = "Reports what SOC 2 Type 2 asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/4054785f-702b-4a98-9215-009cbd58b141"
    },
    {
      name                 = "policy-mercy-healt-biwe4"
      display_name         = "mercy-health: FedRAMP High"
      description          = "Reports what FedRAMP High asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/d5264498-16f4-418a-b659-fa7ef418175f"
    },
    {
      name                 = "policy-mercy-healt-a63hf"
      display_name         = "mercy-health: NIST SP 800-53 Rev. 5"
      description          = "Reports what NIST SP 800-53 Rev. 5 asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/179d1daa-458f-4e47-8086-2a68d0d6c38f"
    },
  ]
}

resource "azapi_resource" "policy_assignment" {
  for_each = { for policy_assignment in local.policy_assignments : policy_assignment.name => policy_assignment }

  type      = "Microsoft.Authorization/policyAssignments@2026-07-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = each.value.name
  location  = var.location
  body = {
    properties = {
      displayName        = each.value.display_name
      description        = each.value.description
      policyDefinitionId = each.value.policy_definition_id
      parameters         = {}
      enforcementMode    = "DoNotEnforce"
    }
  }
  schema_validation_enabled = true

  identity {
    type = "SystemAssigned"
  }
}

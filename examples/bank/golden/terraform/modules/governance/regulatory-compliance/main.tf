# governance/regulatory-compliance: written by `enclave build`; change enclave.yaml, not this file

locals {
  policy_assignments = [
    {
      name                 = "policy-contoso-bank-mcsb"
      display_name         = "contoso-bank: Microsoft cloud security benchmark"
      description          = "Reports what Microsoft cloud security benchmark asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
    },
    {
      name                 = "policy-contoso-bank-gdpr"
      display_name         = "contoso-bank: EU GDPR 2016/679"
      description          = "Reports what EU GDPR 2016/679 asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/7326812a-86a4-40c8-af7c-8945de9c4913"
    },
    {
      name                 = "policy-contoso-ban-sk4le"
      display_name         = "contoso-bank: HITRUST CSF v11.3, which HIPAA is assessed by"
      description          = "Reports what HITRUST CSF v11.3, which HIPAA is assessed by asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/e0d47b75-5d99-442a-9d60-07f2595ab095"
    },
    {
      name                 = "policy-contoso-ban-ue67u"
      display_name         = "contoso-bank: SOC 2 Type 2"
      description          = "Reports what SOC 2 Type 2 asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/4054785f-702b-4a98-9215-009cbd58b141"
    },
    {
      name                 = "policy-contoso-ban-kt55e"
      display_name         = "contoso-bank: ISO/IEC 27001:2022"
      description          = "Reports what ISO/IEC 27001:2022 asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/5e4ff661-23bf-42fa-8e3a-309a55091cc7"
    },
    {
      name                 = "policy-contoso-ban-ylef6"
      display_name         = "contoso-bank: FedRAMP High"
      description          = "Reports what FedRAMP High asks for"
      policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/d5264498-16f4-418a-b659-fa7ef418175f"
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

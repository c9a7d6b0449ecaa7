# governance/defender-for-cloud: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "automation" {
  type      = "Microsoft.Security/automations@2023-12-01-preview"
  parent_id = var.resource_group_id
  name      = "export-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      description = var.automation_description
      isEnabled   = true
      scopes = [
        {
          description = "where it looks"
          scopePath   = var.resource_group_id
        },
      ]
      sources = [
        {
          eventSource = "Alerts"
        },
        {
          eventSource = "Assessments"
        },
        {
          eventSource = "SubAssessments"
        },
        {
          eventSource = "RegulatoryComplianceAssessment"
        },
        {
          eventSource = "SecureScores"
        },
      ]
      actions = [
        {
          actionType          = "Workspace"
          workspaceResourceId = var.workspace_id
        },
      ]
    }
  }
  schema_validation_enabled = true
}

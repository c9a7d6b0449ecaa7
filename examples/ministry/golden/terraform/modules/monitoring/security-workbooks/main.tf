# monitoring/security-workbooks: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "workbook" {
  for_each = { for workbook in var.workbooks : workbook.name => workbook }

  type      = "Microsoft.Insights/workbooks@2023-06-01"
  parent_id = var.resource_group_id
  name      = each.value.name
  location  = var.location
  tags      = var.tags
  body = {
    kind = "shared"
    properties = {
      displayName    = each.value.display_name
      description    = each.value.description
      category       = "workbook"
      version        = "Notebook/1.0"
      sourceId       = var.workspace_id
      serializedData = each.value.serialized_data
    }
  }
  schema_validation_enabled = true
}

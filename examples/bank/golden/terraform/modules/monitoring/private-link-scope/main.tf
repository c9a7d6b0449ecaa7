# monitoring/private-link-scope: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "private_link_scope" {
  type      = "Microsoft.Insights/privateLinkScopes@2021-09-01"
  parent_id = var.resource_group_id
  name      = "ampls-${var.enclave}-${var.region}"
  location  = "global"
  tags      = var.tags
  body = {
    properties = {
      accessModeSettings = {
        ingestionAccessMode = "PrivateOnly"
        queryAccessMode     = "PrivateOnly"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_link_scope_log_scoped_resource" {
  type      = "Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01"
  parent_id = azapi_resource.private_link_scope.id
  name      = "log-${var.enclave}-${var.region}"
  body = {
    properties = {
      linkedResourceId = var.workspace_id
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "private_link_scope_appi_scoped_resource" {
  type      = "Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01"
  parent_id = azapi_resource.private_link_scope.id
  name      = "appi-${var.enclave}-${var.region}"
  body = {
    properties = {
      linkedResourceId = var.component_id
    }
  }
  schema_validation_enabled = true
}

# monitoring/managed-grafana-private-endpoints: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "managed_private_endpoint" {
  type      = "Microsoft.Dashboard/grafana/managedPrivateEndpoints@2025-08-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Dashboard/grafana/${var.grafana_name}"
  name      = "logs"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      privateLinkResourceId     = var.private_link_scope_id
      privateLinkResourceRegion = var.location
      groupIds                  = ["azuremonitor"]
      requestMessage            = "Grafana of the same enclave reads logs"
    }
  }
  schema_validation_enabled = true
}

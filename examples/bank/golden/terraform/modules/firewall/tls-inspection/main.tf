# firewall/tls-inspection: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "secret" {
  type      = "Microsoft.KeyVault/vaults/secrets@2026-02-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.vault_name}"
  name      = "firewall-authority"
  tags      = var.tags
  body = {
    properties = {
      contentType = "application/x-pkcs12"
      attributes = {
        enabled = true
      }
    }
  }
  sensitive_body = {
    properties = {
      value = var.firewall_authority
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    secret_uri = "properties.secretUri"
  }
}

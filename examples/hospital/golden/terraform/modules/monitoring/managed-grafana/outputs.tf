# outputs of monitoring/managed-grafana: written by `enclave build`; change enclave.yaml, not this file

output "grafana_principal_id" {
  description = "`identity.principalId` of the grafana."
  value       = azapi_resource.grafana.output.principal_id
}

# outputs of firewall/tls-inspection: written by `enclave build`; change enclave.yaml, not this file

output "secret_uri" {
  description = "`properties.secretUri` of the secret."
  value       = azapi_resource.secret.output.secret_uri
}

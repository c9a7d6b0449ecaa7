# outputs of container-infrastructure/container-registry: written by `enclave build`; change enclave.yaml, not this file

output "registry_id" {
  description = "Resource id of the registry."
  value       = azapi_resource.registry.id
}

output "registry_login_server" {
  description = "`properties.loginServer` of the registry."
  value       = azapi_resource.registry.output.login_server
}

# outputs of container-infrastructure/container-registry: written by `enclave build`; change enclave.yaml, not this file

output "registry_id" {
  description = "Resource id of the registry."
  value       = "${azapi_resource.registry.parent_id}/providers/Microsoft.ContainerRegistry/registries/${azapi_resource.registry.name}"
}

output "registry_login_server" {
  description = "`properties.loginServer` of the registry."
  value       = azapi_resource.registry.output.login_server
}

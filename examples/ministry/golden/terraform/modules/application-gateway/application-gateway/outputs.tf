# outputs of application-gateway/application-gateway: written by `enclave build`; change enclave.yaml, not this file

output "application_gateway_id" {
  description = "Resource id of the application gateway."
  value       = "${azapi_resource.application_gateway.parent_id}/providers/Microsoft.Network/applicationGateways/${azapi_resource.application_gateway.name}"
}

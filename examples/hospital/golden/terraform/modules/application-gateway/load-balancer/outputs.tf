# outputs of application-gateway/load-balancer: written by `enclave build`; change enclave.yaml, not this file

output "backend_address_pool_id" {
  description = "Resource id of the backend address pool."
  value       = "${azapi_resource.load_balancer.parent_id}/providers/Microsoft.Network/loadBalancers/${azapi_resource.load_balancer.name}/backendAddressPools/machines"
}

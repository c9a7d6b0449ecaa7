# outputs of virtual-network/ddos-protection: written by `enclave build`; change enclave.yaml, not this file

output "ddos_protection_plan_id" {
  description = "Resource id of the DDoS protection plan."
  value       = "${azapi_resource.ddos_protection_plan.parent_id}/providers/Microsoft.Network/ddosProtectionPlans/${azapi_resource.ddos_protection_plan.name}"
}

# outputs of firewall/threat-intelligence: written by `enclave build`; change enclave.yaml, not this file

output "firewall_policy_id" {
  description = "Resource id of the firewall policy."
  value       = "${azapi_resource.firewall_policy.parent_id}/providers/Microsoft.Network/firewallPolicies/${azapi_resource.firewall_policy.name}"
}

# outputs of governance/policy-definitions: written by `enclave build`; change enclave.yaml, not this file

output "policy_set_definition_id" {
  description = "Resource id of the policy set definition."
  value       = "${azapi_resource.policy_set_definition.parent_id}/providers/Microsoft.Authorization/policySetDefinitions/${azapi_resource.policy_set_definition.name}"
}

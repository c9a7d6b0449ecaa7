# outputs of backup-recovery/restore-procedures: written by `enclave build`; change enclave.yaml, not this file

output "user_assigned_identity_principal_id" {
  description = "`properties.principalId` of the user assigned identity."
  value       = azapi_resource.user_assigned_identity.output.principal_id
}

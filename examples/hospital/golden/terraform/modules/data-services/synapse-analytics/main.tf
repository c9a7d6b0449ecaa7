# data-services/synapse-analytics: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "workspace" {
  type      = "Microsoft.Synapse/workspaces@2021-06-01"
  parent_id = var.resource_group_id
  name      = var.workspace_name
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      defaultDataLakeStorage = {
        accountUrl                   = var.storage_account_dfs
        filesystem                   = "synapse"
        resourceId                   = var.storage_account_id
        createManagedPrivateEndpoint = true
      }
      publicNetworkAccess       = "Disabled"
      azureADOnlyAuthentication = true
      managedVirtualNetwork     = "default"
      managedVirtualNetworkSettings = {
        preventDataExfiltration           = true
        allowedAadTenantIdsForLinking     = ["51111111-1111-1111-1111-111111111111"]
        linkedAccessCheckOnTargetResource = true
      }
      trustedServiceBypassEnabled = false
      encryption = {
        cmk = {
          key = {
            name        = "default"
            keyVaultUrl = var.key_uris.synapse
          }
        }
      }
      cspWorkspaceAdminProperties = {
        initialWorkspaceAdminObjectId = "55555555-5555-5555-5555-555555555555"
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "identity.principalId"
  }

  identity {
    type = "SystemAssigned"
  }
}

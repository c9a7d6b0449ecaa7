# governance/resource-locks: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "azure_firewall_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Network/azureFirewalls/afw-${var.enclave}-${var.region}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "everything that leaves goes through it"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "keys_vault_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.keys_vault_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "without its keys nothing of this enclave can be read"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "workspace_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.OperationalInsights/workspaces/log-${var.enclave}-${var.region}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds the evidence"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "storage_account_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.storage_account_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds data or evidence"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_vault_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.KeyVault/vaults/${var.vault_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "without its keys nothing of this enclave can be read"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "lake_storage_account_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.lake_storage_account_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds data or evidence"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "database_account_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DocumentDB/databaseAccounts/${var.database_account_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds data"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "server_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Sql/servers/${var.server_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds data"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "enclave_vault_lock_2" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds the backups"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "backup_vault_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DataProtection/backupVaults/bvault-${var.enclave}-${var.region}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds the backups"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "backup_storage_account_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.backup_storage_account_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds data or evidence"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "registry_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.registry_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds the images that run"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "search_service_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Search/searchServices/${var.search_service_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds data"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "anchor_storage_account_lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.anchor_storage_account_name}"
  name      = "lock-enclave"
  body = {
    properties = {
      level = "CanNotDelete"
      notes = "it holds data or evidence"
    }
  }
  schema_validation_enabled = true
}

# backup-recovery/restore-procedures: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "user_assigned_identity" {
  type                      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id                 = var.resource_group_id
  name                      = "id-${var.enclave}-${var.region}-restore"
  location                  = var.location
  tags                      = var.tags
  schema_validation_enabled = true
  response_export_values = {
    principal_id = "properties.principalId"
  }
}

resource "azapi_resource" "user_assigned_identity_restore_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = var.resource_group_id
  name      = "ca30a3c6-0068-50f1-a119-269e03d6ac96"
  body = {
    properties = {
      roleDefinitionId = var.role_definition_ids.roleDefinition
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "user_assigned_identity_restore_machine_workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-restore-machine"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      state = "Enabled"
      accessControl = {
        triggers = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
        contents = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
      }
      definition = {
        "$schema"      = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
        contentVersion = "1.0.0.0"
        parameters = {
          vault = {
            type = "String"
          }
          group = {
            type = "String"
          }
          storage = {
            type = "String"
          }
          disks = {
            type = "String"
          }
          identity = {
            type = "String"
          }
        }
        triggers = {
          manual = {
            type = "Request"
            kind = "Http"
            inputs = {
              schema = {
                type = "object"
                properties = {
                  machine = {
                    type        = "string"
                    description = "name of the machine"
                    pattern     = "^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$"
                  }
                  point = {
                    type        = "string"
                    description = "name of the recovery point; without it the latest"
                    pattern     = "^[0-9a-zA-Z-]{1,64}$"
                  }
                }
                required             = ["machine"]
                additionalProperties = false
              }
            }
            operationOptions = "EnableSchemaValidation"
          }
        }
        actions = {
          points = {
            type = "Http"
            inputs = {
              method = "GET"
              uri    = "https://management.azure.com/@{substring(parameters('vault'), 1)}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?['machine']}/protectedItems/vm;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?['machine']}/recoveryPoints?api-version=2026-07-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
            }
            runAfter = {}
            limit = {
              timeout = "PT12H"
            }
          }
          restore = {
            type = "Http"
            inputs = {
              method = "POST"
              uri    = "https://management.azure.com/@{substring(parameters('vault'), 1)}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?['machine']}/protectedItems/vm;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?['machine']}/recoveryPoints/@{coalesce(triggerBody()?['point'], first(body('points')?['value'])?['name'])}/restore?api-version=2026-07-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                properties = {
                  objectType                   = "IaasVMRestoreRequest"
                  recoveryPointId              = "@{coalesce(triggerBody()?['point'], first(body('points')?['value'])?['name'])}"
                  recoveryType                 = "RestoreDisks"
                  sourceResourceId             = "@{parameters('group')}/providers/Microsoft.Compute/virtualMachines/@{triggerBody()?['machine']}"
                  targetResourceGroupId        = "@{parameters('group')}"
                  region                       = var.location
                  createNewCloudService        = false
                  originalStorageAccountOption = false
                  encryptionDetails = {
                    encryptionEnabled = false
                  }
                  identityInfo = {
                    isSystemAssignedIdentity = true
                  }
                  identityBasedRestoreDetails = {
                    targetStorageAccountId = "@{parameters('storage')}"
                  }
                  targetDiskNetworkAccessSettings = {
                    targetDiskNetworkAccessOption = "SameAsOnSourceDisks"
                  }
                  diskEncryptionSetId = "@{parameters('disks')}"
                }
              }
            }
            runAfter = {
              points = ["Succeeded"]
            }
            limit = {
              timeout = "PT12H"
            }
          }
        }
        outputs = {}
      }
      parameters = {
        vault = {
          value = var.vault_id
        }
        group = {
          value = var.resource_group_id
        }
        storage = {
          value = var.storage_account_id
        }
        disks = {
          value = var.disk_encryption_set_id
        }
        identity = {
          value = "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = ["${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"]
  }
}

resource "azapi_resource" "user_assigned_identity_restore_cosmos_container_workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-restore-cosmos-container"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      state = "Enabled"
      accessControl = {
        triggers = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
        contents = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
      }
      definition = {
        "$schema"      = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
        contentVersion = "1.0.0.0"
        parameters = {
          account = {
            type = "String"
          }
          identity = {
            type = "String"
          }
        }
        triggers = {
          manual = {
            type = "Request"
            kind = "Http"
            inputs = {
              schema = {
                type = "object"
                properties = {
                  database = {
                    type        = "string"
                    description = "name of the database"
                    pattern     = "^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$"
                  }
                  container = {
                    type        = "string"
                    description = "name of the container"
                    pattern     = "^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$"
                  }
                  time = {
                    type        = "string"
                    description = "the moment to go back to, in UTC, `2026-11-20T22:30:00Z`"
                    pattern     = "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
                  }
                }
                required = [
                  "database",
                  "container",
                  "time",
                ]
                additionalProperties = false
              }
            }
            operationOptions = "EnableSchemaValidation"
          }
        }
        actions = {
          account = {
            type = "Http"
            inputs = {
              method = "GET"
              uri    = "https://management.azure.com/@{substring(parameters('account'), 1)}?api-version=2026-03-15"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
            }
            runAfter = {}
            limit = {
              timeout = "PT12H"
            }
          }
          restore = {
            type = "Http"
            inputs = {
              method = "PUT"
              uri    = "https://management.azure.com/@{substring(parameters('account'), 1)}/sqlDatabases/@{triggerBody()?['database']}/containers/@{triggerBody()?['container']}?api-version=2026-03-15"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                properties = {
                  resource = {
                    id         = "@{triggerBody()?['container']}"
                    createMode = "Restore"
                    restoreParameters = {
                      restoreSource         = "@{concat('/subscriptions/', split(parameters('account'), '/')[2], '/providers/Microsoft.DocumentDB/locations/${var.location}/restorableDatabaseAccounts/', body('account')?['properties']?['instanceId'])}"
                      restoreTimestampInUtc = "@{triggerBody()?['time']}"
                    }
                  }
                  options = {}
                }
              }
            }
            runAfter = {
              account = ["Succeeded"]
            }
            limit = {
              timeout = "PT12H"
            }
          }
        }
        outputs = {}
      }
      parameters = {
        account = {
          value = var.database_account_id
        }
        identity = {
          value = "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = ["${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"]
  }
}

resource "azapi_resource" "user_assigned_identity_restore_blobs_workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-restore-blobs"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      state = "Enabled"
      accessControl = {
        triggers = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
        contents = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
      }
      definition = {
        "$schema"      = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
        contentVersion = "1.0.0.0"
        parameters = {
          group = {
            type = "String"
          }
          identity = {
            type = "String"
          }
        }
        triggers = {
          manual = {
            type = "Request"
            kind = "Http"
            inputs = {
              schema = {
                type = "object"
                properties = {
                  account = {
                    type        = "string"
                    description = "name of the storage account: stmercyhealthbackup7gahe"
                    pattern     = "^(stmercyhealthbackup7gahe)$"
                  }
                  container = {
                    type        = "string"
                    description = "name of the container"
                    pattern     = "^[a-z0-9]+(-[a-z0-9]+)*$"
                  }
                  time = {
                    type        = "string"
                    description = "the moment to go back to, in UTC, `2026-11-20T22:30:00Z`"
                    pattern     = "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
                  }
                }
                required = [
                  "account",
                  "container",
                  "time",
                ]
                additionalProperties = false
              }
            }
            operationOptions = "EnableSchemaValidation"
          }
        }
        actions = {
          restore = {
            type = "Http"
            inputs = {
              method = "POST"
              uri    = "https://management.azure.com/@{substring(parameters('group'), 1)}/providers/Microsoft.Storage/storageAccounts/@{triggerBody()?['account']}/restoreBlobRanges?api-version=2026-04-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                timeToRestore = "@{triggerBody()?['time']}"
                blobRanges = [
                  {
                    startRange = "@{triggerBody()?['container']}"
                    endRange   = "@{triggerBody()?['container']}-0"
                  },
                ]
              }
            }
            runAfter = {}
            limit = {
              timeout = "PT12H"
            }
          }
        }
        outputs = {}
      }
      parameters = {
        group = {
          value = var.resource_group_id
        }
        identity = {
          value = "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = ["${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"]
  }
}

resource "azapi_resource" "user_assigned_identity_recover_key_vault_workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-recover-key-vault"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      state = "Enabled"
      accessControl = {
        triggers = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
        contents = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
      }
      definition = {
        "$schema"      = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
        contentVersion = "1.0.0.0"
        parameters = {
          group = {
            type = "String"
          }
          identity = {
            type = "String"
          }
        }
        triggers = {
          manual = {
            type = "Request"
            kind = "Http"
            inputs = {
              schema = {
                type = "object"
                properties = {
                  vault = {
                    type        = "string"
                    description = "name of the vault: kv-mercy-health-ib6uk or kv-keys-mercy-heal-2hee2"
                    pattern     = "^(kv-mercy-health-ib6uk|kv-keys-mercy-heal-2hee2)$"
                  }
                }
                required             = ["vault"]
                additionalProperties = false
              }
            }
            operationOptions = "EnableSchemaValidation"
          }
        }
        actions = {
          recover = {
            type = "Http"
            inputs = {
              method = "PUT"
              uri    = "https://management.azure.com/@{substring(parameters('group'), 1)}/providers/Microsoft.KeyVault/vaults/@{triggerBody()?['vault']}?api-version=2026-02-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                location = var.location
                properties = {
                  createMode = "recover"
                  tenantId   = "51111111-1111-1111-1111-111111111111"
                  sku = {
                    family = "A"
                    name   = "premium"
                  }
                }
              }
            }
            runAfter = {}
            limit = {
              timeout = "PT12H"
            }
          }
        }
        outputs = {}
      }
      parameters = {
        group = {
          value = var.resource_group_id
        }
        identity = {
          value = "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = ["${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"]
  }
}

resource "azapi_resource" "user_assigned_identity_recover_ai_account_workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-recover-ai-account"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      state = "Enabled"
      accessControl = {
        triggers = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
        contents = {
          allowedCallerIpAddresses = [
            {
              addressRange = "0.0.0.0-0.0.0.0"
            },
          ]
        }
      }
      definition = {
        "$schema"      = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
        contentVersion = "1.0.0.0"
        parameters = {
          group = {
            type = "String"
          }
          identity = {
            type = "String"
          }
        }
        triggers = {
          manual = {
            type = "Request"
            kind = "Http"
            inputs = {
              schema = {
                type = "object"
                properties = {
                  account = {
                    type        = "string"
                    description = "name of the account"
                    pattern     = "^[a-zA-Z0-9][a-zA-Z0-9-]{1,62}$"
                  }
                }
                required             = ["account"]
                additionalProperties = false
              }
            }
            operationOptions = "EnableSchemaValidation"
          }
        }
        actions = {
          recover = {
            type = "Http"
            inputs = {
              method = "PUT"
              uri    = "https://management.azure.com/@{substring(parameters('group'), 1)}/providers/Microsoft.CognitiveServices/accounts/@{triggerBody()?['account']}?api-version=2026-07-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                location = var.location
                properties = {
                  restore = true
                }
              }
            }
            runAfter = {}
            limit = {
              timeout = "PT12H"
            }
          }
        }
        outputs = {}
      }
      parameters = {
        group = {
          value = var.resource_group_id
        }
        identity = {
          value = "${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = ["${azapi_resource.user_assigned_identity.parent_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${azapi_resource.user_assigned_identity.name}"]
  }
}

resource "azapi_resource" "backup_storage_account_role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.backup_storage_account_name}"
  name      = "d3d78f84-177f-51e0-b4ea-a37faf90ad54"
  body = {
    properties = {
      roleDefinitionId = var.role_definition_ids.roleDefinition2
      principalId      = var.vault_principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

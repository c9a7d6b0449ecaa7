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

resource "azapi_resource" "role_assignment" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  parent_id = var.resource_group_id
  name      = var.role_assignment_name
  body = {
    properties = {
      roleDefinitionId = var.role_definition_ids.roleDefinition
      principalId      = azapi_resource.user_assigned_identity.output.principal_id
      principalType    = "ServicePrincipal"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "user_assigned_identity_restore_sql_database_workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-restore-sql-database"
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
          server = {
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
                  time = {
                    type        = "string"
                    description = "the moment to go back to, in UTC, `2026-11-20T22:30:00Z`"
                    pattern     = "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
                  }
                  copy = {
                    type        = "string"
                    description = "name that the restored copy gets; nothing may have it yet"
                    pattern     = "^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$"
                  }
                }
                required = [
                  "database",
                  "time",
                  "copy",
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
              method = "PUT"
              uri    = "https://management.azure.com/@{substring(parameters('server'), 1)}/databases/@{triggerBody()?['copy']}?api-version=2025-01-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                location = var.location
                properties = {
                  createMode         = "PointInTimeRestore"
                  sourceDatabaseId   = "@{parameters('server')}/databases/@{triggerBody()?['database']}"
                  restorePointInTime = "@{triggerBody()?['time']}"
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
        server = {
          value = var.server_id
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

resource "azapi_resource" "user_assigned_identity_restore_sql_long_term_workflow" {
  type      = "Microsoft.Logic/workflows@2019-05-01"
  parent_id = var.resource_group_id
  name      = "logic-restore-sql-long-term"
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
          server = {
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
                  backup = {
                    type        = "string"
                    description = "id of the copy, as `az sql db ltr-backup list` says it"
                    pattern     = "^/subscriptions/[0-9a-fA-F-]{36}/[A-Za-z0-9_.;()/-]+/longTermRetentionBackups/[A-Za-z0-9;_-]+$"
                  }
                  copy = {
                    type        = "string"
                    description = "name that the restored copy gets; nothing may have it yet"
                    pattern     = "^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$"
                  }
                }
                required = [
                  "backup",
                  "copy",
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
              method = "PUT"
              uri    = "https://management.azure.com/@{substring(parameters('server'), 1)}/databases/@{triggerBody()?['copy']}?api-version=2025-01-01"
              authentication = {
                type     = "ManagedServiceIdentity"
                identity = "@parameters('identity')"
                audience = "https://management.azure.com/"
              }
              body = {
                location = var.location
                properties = {
                  createMode                        = "RestoreLongTermRetentionBackup"
                  longTermRetentionBackupResourceId = "@{triggerBody()?['backup']}"
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
        server = {
          value = var.server_id
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
                    description = var.user_assigned_identity_restore_blobs_workflow_description
                    pattern     = var.user_assigned_identity_restore_blobs_workflow_pattern
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
                    description = var.user_assigned_identity_recover_key_vault_workflow_description
                    pattern     = var.user_assigned_identity_recover_key_vault_workflow_pattern
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
                  tenantId   = "11111111-1111-1111-1111-111111111111"
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

// backup-recovery/restore-procedures: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the storage account.')
param backupStorageAccountName string

@description('For each role definition its resource id, by its name.')
param roleDefinitionIds { *: string }

@description('The resource id of the vault.')
param vaultId string

@description('The resource id of the storage account.')
param storageAccountId string

@description('The resource id of the disk encryption set.')
param diskEncryptionSetId string

@description('The resource id of the database account.')
param databaseAccountId string

@description('The `identity.principalId` of the vault.')
param vaultPrincipalId string

resource backupStorageAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: backupStorageAccountName
}

resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${enclave}-${region}-restore'
  location: location
  tags: tags
}

resource userAssignedIdentityRestoreRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'ca30a3c6-0068-50f1-a119-269e03d6ac96'
  properties: {
    roleDefinitionId: roleDefinitionIds.roleDefinition
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource userAssignedIdentityRestoreMachineWorkflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: 'logic-restore-machine'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentity.id}': {}
    }
  }
  tags: tags
  properties: {
    state: 'Enabled'
    accessControl: {
      triggers: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
      contents: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
    }
    definition: {
      #disable-next-line no-hardcoded-env-urls
      '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
      contentVersion: '1.0.0.0'
      parameters: {
        vault: {
          type: 'String'
        }
        group: {
          type: 'String'
        }
        storage: {
          type: 'String'
        }
        disks: {
          type: 'String'
        }
        identity: {
          type: 'String'
        }
      }
      triggers: {
        manual: {
          type: 'Request'
          kind: 'Http'
          inputs: {
            schema: {
              type: 'object'
              properties: {
                machine: {
                  type: 'string'
                  description: 'name of the machine'
                  pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$'
                }
                point: {
                  type: 'string'
                  description: 'name of the recovery point; without it the latest'
                  pattern: '^[0-9a-zA-Z-]{1,64}$'
                }
              }
              required: [
                'machine'
              ]
              additionalProperties: false
            }
          }
          operationOptions: 'EnableSchemaValidation'
        }
      }
      actions: {
        points: {
          type: 'Http'
          inputs: {
            method: 'GET'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'vault\'), 1)}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?[\'machine\']}/protectedItems/vm;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?[\'machine\']}/recoveryPoints?api-version=2026-07-01'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
          }
          runAfter: {}
          limit: {
            timeout: 'PT12H'
          }
        }
        restore: {
          type: 'Http'
          inputs: {
            method: 'POST'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'vault\'), 1)}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?[\'machine\']}/protectedItems/vm;iaasvmcontainerv2;rg-mercy-health-east;@{triggerBody()?[\'machine\']}/recoveryPoints/@{coalesce(triggerBody()?[\'point\'], first(body(\'points\')?[\'value\'])?[\'name\'])}/restore?api-version=2026-07-01'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
            body: {
              properties: {
                objectType: 'IaasVMRestoreRequest'
                recoveryPointId: '@{coalesce(triggerBody()?[\'point\'], first(body(\'points\')?[\'value\'])?[\'name\'])}'
                recoveryType: 'RestoreDisks'
                sourceResourceId: '@{parameters(\'group\')}/providers/Microsoft.Compute/virtualMachines/@{triggerBody()?[\'machine\']}'
                targetResourceGroupId: '@{parameters(\'group\')}'
                region: location
                createNewCloudService: false
                originalStorageAccountOption: false
                encryptionDetails: {
                  encryptionEnabled: false
                }
                identityInfo: {
                  isSystemAssignedIdentity: true
                }
                identityBasedRestoreDetails: {
                  targetStorageAccountId: '@{parameters(\'storage\')}'
                }
                targetDiskNetworkAccessSettings: {
                  targetDiskNetworkAccessOption: 'SameAsOnSourceDisks'
                }
                diskEncryptionSetId: '@{parameters(\'disks\')}'
              }
            }
          }
          runAfter: {
            points: [
              'Succeeded'
            ]
          }
          limit: {
            timeout: 'PT12H'
          }
        }
      }
      outputs: {}
    }
    parameters: {
      vault: {
        value: vaultId
      }
      group: {
        value: resourceGroup().id
      }
      storage: {
        value: storageAccountId
      }
      disks: {
        value: diskEncryptionSetId
      }
      identity: {
        value: userAssignedIdentity.id
      }
    }
  }
}

resource userAssignedIdentityRestoreCosmosContainerWorkflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: 'logic-restore-cosmos-container'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentity.id}': {}
    }
  }
  tags: tags
  properties: {
    state: 'Enabled'
    accessControl: {
      triggers: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
      contents: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
    }
    definition: {
      #disable-next-line no-hardcoded-env-urls
      '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
      contentVersion: '1.0.0.0'
      parameters: {
        account: {
          type: 'String'
        }
        identity: {
          type: 'String'
        }
      }
      triggers: {
        manual: {
          type: 'Request'
          kind: 'Http'
          inputs: {
            schema: {
              type: 'object'
              properties: {
                database: {
                  type: 'string'
                  description: 'name of the database'
                  pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$'
                }
                container: {
                  type: 'string'
                  description: 'name of the container'
                  pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$'
                }
                time: {
                  type: 'string'
                  description: 'the moment to go back to, in UTC, `2026-11-20T22:30:00Z`'
                  pattern: '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$'
                }
              }
              required: [
                'database'
                'container'
                'time'
              ]
              additionalProperties: false
            }
          }
          operationOptions: 'EnableSchemaValidation'
        }
      }
      actions: {
        account: {
          type: 'Http'
          inputs: {
            method: 'GET'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'account\'), 1)}?api-version=2026-03-15'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
          }
          runAfter: {}
          limit: {
            timeout: 'PT12H'
          }
        }
        restore: {
          type: 'Http'
          inputs: {
            method: 'PUT'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'account\'), 1)}/sqlDatabases/@{triggerBody()?[\'database\']}/containers/@{triggerBody()?[\'container\']}?api-version=2026-03-15'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
            body: {
              properties: {
                resource: {
                  id: '@{triggerBody()?[\'container\']}'
                  createMode: 'Restore'
                  restoreParameters: {
                    restoreSource: '@{concat(\'/subscriptions/\', split(parameters(\'account\'), \'/\')[2], \'/providers/Microsoft.DocumentDB/locations/${location}/restorableDatabaseAccounts/\', body(\'account\')?[\'properties\']?[\'instanceId\'])}'
                    restoreTimestampInUtc: '@{triggerBody()?[\'time\']}'
                  }
                }
                options: {}
              }
            }
          }
          runAfter: {
            account: [
              'Succeeded'
            ]
          }
          limit: {
            timeout: 'PT12H'
          }
        }
      }
      outputs: {}
    }
    parameters: {
      account: {
        value: databaseAccountId
      }
      identity: {
        value: userAssignedIdentity.id
      }
    }
  }
}

resource userAssignedIdentityRestoreBlobsWorkflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: 'logic-restore-blobs'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentity.id}': {}
    }
  }
  tags: tags
  properties: {
    state: 'Enabled'
    accessControl: {
      triggers: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
      contents: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
    }
    definition: {
      #disable-next-line no-hardcoded-env-urls
      '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
      contentVersion: '1.0.0.0'
      parameters: {
        group: {
          type: 'String'
        }
        identity: {
          type: 'String'
        }
      }
      triggers: {
        manual: {
          type: 'Request'
          kind: 'Http'
          inputs: {
            schema: {
              type: 'object'
              properties: {
                account: {
                  type: 'string'
                  description: 'name of the storage account: stmercyhealthbackup7gahe'
                  pattern: '^(stmercyhealthbackup7gahe)$'
                }
                container: {
                  type: 'string'
                  description: 'name of the container'
                  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$'
                }
                time: {
                  type: 'string'
                  description: 'the moment to go back to, in UTC, `2026-11-20T22:30:00Z`'
                  pattern: '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$'
                }
              }
              required: [
                'account'
                'container'
                'time'
              ]
              additionalProperties: false
            }
          }
          operationOptions: 'EnableSchemaValidation'
        }
      }
      actions: {
        restore: {
          type: 'Http'
          inputs: {
            method: 'POST'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'group\'), 1)}/providers/Microsoft.Storage/storageAccounts/@{triggerBody()?[\'account\']}/restoreBlobRanges?api-version=2026-04-01'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
            body: {
              timeToRestore: '@{triggerBody()?[\'time\']}'
              blobRanges: [
                {
                  startRange: '@{triggerBody()?[\'container\']}'
                  endRange: '@{triggerBody()?[\'container\']}-0'
                }
              ]
            }
          }
          runAfter: {}
          limit: {
            timeout: 'PT12H'
          }
        }
      }
      outputs: {}
    }
    parameters: {
      group: {
        value: resourceGroup().id
      }
      identity: {
        value: userAssignedIdentity.id
      }
    }
  }
}

resource userAssignedIdentityRecoverKeyVaultWorkflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: 'logic-recover-key-vault'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentity.id}': {}
    }
  }
  tags: tags
  properties: {
    state: 'Enabled'
    accessControl: {
      triggers: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
      contents: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
    }
    definition: {
      #disable-next-line no-hardcoded-env-urls
      '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
      contentVersion: '1.0.0.0'
      parameters: {
        group: {
          type: 'String'
        }
        identity: {
          type: 'String'
        }
      }
      triggers: {
        manual: {
          type: 'Request'
          kind: 'Http'
          inputs: {
            schema: {
              type: 'object'
              properties: {
                vault: {
                  type: 'string'
                  description: 'name of the vault: kv-mercy-health-ib6uk or kv-keys-mercy-heal-2hee2'
                  pattern: '^(kv-mercy-health-ib6uk|kv-keys-mercy-heal-2hee2)$'
                }
              }
              required: [
                'vault'
              ]
              additionalProperties: false
            }
          }
          operationOptions: 'EnableSchemaValidation'
        }
      }
      actions: {
        recover: {
          type: 'Http'
          inputs: {
            method: 'PUT'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'group\'), 1)}/providers/Microsoft.KeyVault/vaults/@{triggerBody()?[\'vault\']}?api-version=2026-02-01'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
            body: {
              location: location
              properties: {
                createMode: 'recover'
                tenantId: '51111111-1111-1111-1111-111111111111'
                sku: {
                  family: 'A'
                  name: 'premium'
                }
              }
            }
          }
          runAfter: {}
          limit: {
            timeout: 'PT12H'
          }
        }
      }
      outputs: {}
    }
    parameters: {
      group: {
        value: resourceGroup().id
      }
      identity: {
        value: userAssignedIdentity.id
      }
    }
  }
}

resource userAssignedIdentityRecoverAiAccountWorkflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: 'logic-recover-ai-account'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentity.id}': {}
    }
  }
  tags: tags
  properties: {
    state: 'Enabled'
    accessControl: {
      triggers: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
      contents: {
        allowedCallerIpAddresses: [
          {
            addressRange: '0.0.0.0-0.0.0.0'
          }
        ]
      }
    }
    definition: {
      #disable-next-line no-hardcoded-env-urls
      '$schema': 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'
      contentVersion: '1.0.0.0'
      parameters: {
        group: {
          type: 'String'
        }
        identity: {
          type: 'String'
        }
      }
      triggers: {
        manual: {
          type: 'Request'
          kind: 'Http'
          inputs: {
            schema: {
              type: 'object'
              properties: {
                account: {
                  type: 'string'
                  description: 'name of the account'
                  pattern: '^[a-zA-Z0-9][a-zA-Z0-9-]{1,62}$'
                }
              }
              required: [
                'account'
              ]
              additionalProperties: false
            }
          }
          operationOptions: 'EnableSchemaValidation'
        }
      }
      actions: {
        recover: {
          type: 'Http'
          inputs: {
            method: 'PUT'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'group\'), 1)}/providers/Microsoft.CognitiveServices/accounts/@{triggerBody()?[\'account\']}?api-version=2026-07-01'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
            body: {
              location: location
              properties: {
                restore: true
              }
            }
          }
          runAfter: {}
          limit: {
            timeout: 'PT12H'
          }
        }
      }
      outputs: {}
    }
    parameters: {
      group: {
        value: resourceGroup().id
      }
      identity: {
        value: userAssignedIdentity.id
      }
    }
  }
}

resource backupStorageAccountRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: backupStorageAccount
  name: 'd3d78f84-177f-51e0-b4ea-a37faf90ad54'
  properties: {
    roleDefinitionId: roleDefinitionIds.roleDefinition2
    principalId: vaultPrincipalId
    principalType: 'ServicePrincipal'
  }
}

@description('`properties.principalId` of the user assigned identity.')
output userAssignedIdentityPrincipalId string = userAssignedIdentity.properties.principalId

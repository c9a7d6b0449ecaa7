// ai-services/logic-apps: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the workspace role assignment.')
param workspaceRoleAssignmentName string

@description('The resource id of the workspace.')
param workspaceId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: 'log-${enclave}-${region}'
}

resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${enclave}-${region}-incident'
  location: location
  tags: tags
}

resource workflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: 'logic-incident'
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
        workspace: {
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
                title: {
                  type: 'string'
                  description: 'what happened, in a line'
                  pattern: '^.{1,200}$'
                }
                description: {
                  type: 'string'
                  description: 'what is known; no personal data and no prompts'
                  pattern: '^[\\s\\S]{1,4000}$'
                }
                severity: {
                  type: 'string'
                  description: '`High`, `Medium`, `Low` or `Informational`'
                  pattern: '^(High|Medium|Low|Informational)$'
                }
              }
              required: [
                'title'
                'description'
                'severity'
              ]
              additionalProperties: false
            }
          }
          operationOptions: 'EnableSchemaValidation'
        }
      }
      actions: {
        open: {
          type: 'Http'
          inputs: {
            method: 'PUT'
            #disable-next-line no-hardcoded-env-urls
            uri: 'https://management.azure.com/@{substring(parameters(\'workspace\'), 1)}/providers/Microsoft.SecurityInsights/incidents/@{guid()}?api-version=2025-09-01'
            authentication: {
              type: 'ManagedServiceIdentity'
              identity: '@parameters(\'identity\')'
              #disable-next-line no-hardcoded-env-urls
              audience: 'https://management.azure.com/'
            }
            body: {
              properties: {
                title: '@{triggerBody()?[\'title\']}'
                description: '@{triggerBody()?[\'description\']}'
                severity: '@{triggerBody()?[\'severity\']}'
                status: 'New'
                labels: [
                  {
                    labelName: 'contoso-bank'
                  }
                ]
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
      workspace: {
        value: workspaceId
      }
      identity: {
        value: userAssignedIdentity.id
      }
    }
  }
  dependsOn: [
    workspaceRoleAssignment
  ]
}

resource workspaceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: workspaceRoleAssignmentName
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3e150937-b8fe-4cfb-8069-0eaf05ecd056')
    principalId: userAssignedIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

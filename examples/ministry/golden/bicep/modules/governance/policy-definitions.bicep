// governance/policy-definitions: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

@export()
@description('One of the any of of the policy definition.')
type policyDefinitionAnyOfType = {
  @description('Field of the policy definition.')
  field: string

  @description('Not in of the policy definition.')
  notIn: string[]
}

@export()
@description('A policy definition to deploy.')
type policyDefinitionType = {
  @description('Name of the policy definition.')
  name: string

  @description('Display name of the policy definition.')
  displayName: string

  @description('Description of the policy definition.')
  description: string

  @description('Equals of the policy definition.')
  equals: string

  @description('Any of of the policy definition.')
  anyOf: policyDefinitionAnyOfType[]
}

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Policy definitions to deploy.')
var policyDefinitions = [
  {
    name: 'ai-public-access'
    displayName: 'ministry-cases: AI services have no public endpoint'
    description: 'No way in or out but the declared ones'
    equals: 'Microsoft.CognitiveServices/accounts'
    anyOf: [
      {
        field: 'Microsoft.CognitiveServices/accounts/publicNetworkAccess'
        notIn: [
          'Disabled'
        ]
      }
    ]
  }
  {
    name: 'deployment-types'
    displayName: 'ministry-cases: Models process data in the region or in its data zone'
    description: 'Data and models stay where they may be'
    equals: 'Microsoft.CognitiveServices/accounts/deployments'
    anyOf: [
      {
        field: 'Microsoft.CognitiveServices/accounts/deployments/sku.name'
        notIn: [
          'Standard'
          'DataZoneStandard'
          'ProvisionedManaged'
          'DataZoneProvisionedManaged'
          'DataZoneBatch'
        ]
      }
    ]
  }
  {
    name: 'approved-models'
    displayName: 'ministry-cases: Only models that the hub approves are deployed'
    description: 'Only what the hub approves'
    equals: 'Microsoft.CognitiveServices/accounts/deployments'
    anyOf: [
      {
        field: 'Microsoft.CognitiveServices/accounts/deployments/model.format'
        notIn: [
          'OpenAI'
        ]
      }
      {
        field: 'Microsoft.CognitiveServices/accounts/deployments/model.name'
        notIn: [
          'gpt-5.1'
          'gpt-5.4'
        ]
      }
    ]
  }
  {
    name: 'content-filters'
    displayName: 'ministry-cases: Every deployment has a content filter of the hub'
    description: 'Only what the hub approves'
    equals: 'Microsoft.CognitiveServices/accounts/deployments'
    anyOf: [
      {
        field: 'Microsoft.CognitiveServices/accounts/deployments/raiPolicyName'
        notIn: [
          'hub'
        ]
      }
    ]
  }
]

resource policyDefinition 'Microsoft.Authorization/policyDefinitions@2026-07-01' = [for item in policyDefinitions: {
  name: 'policy-${enclave}-${item.name}'
  properties: {
    policyType: 'Custom'
    mode: 'All'
    displayName: item.displayName
    description: item.description
    metadata: {
      category: 'Secure AI Enclave'
      version: '1.0.0'
    }
    version: '1.0.0'
    parameters: {}
    policyRule: {
      if: {
        allOf: [
          {
            field: 'type'
            equals: item.equals
          }
          {
            anyOf: map(item.anyOf, entry => {
              field: entry.field
              notIn: entry.notIn
            })
          }
        ]
      }
      then: {
        effect: 'deny'
      }
    }
  }
}]

resource modelVersionsPolicyDefinition 'Microsoft.Authorization/policyDefinitions@2026-07-01' = {
  name: 'policy-${enclave}-model-versions'
  properties: {
    policyType: 'Custom'
    mode: 'All'
    displayName: 'ministry-cases: A model that projects use is deployed in their versions only'
    description: 'Only what the hub approves'
    metadata: {
      category: 'Secure AI Enclave'
      version: '1.0.0'
    }
    version: '1.0.0'
    parameters: {}
    policyRule: {
      if: {
        allOf: [
          {
            field: 'type'
            equals: 'Microsoft.CognitiveServices/accounts/deployments'
          }
          {
            anyOf: [
              {
                allOf: [
                  {
                    field: 'Microsoft.CognitiveServices/accounts/deployments/model.name'
                    in: [
                      'gpt-5.1'
                      'gpt-5.4'
                    ]
                  }
                  {
                    value: '[concat(field(\'Microsoft.CognitiveServices/accounts/deployments/model.name\'), \'@\', field(\'Microsoft.CognitiveServices/accounts/deployments/model.version\'))]'
                    notIn: [
                      'gpt-5.1@2025-11-13'
                      'gpt-5.4@2026-03-05'
                    ]
                  }
                ]
              }
            ]
          }
        ]
      }
      then: {
        effect: 'deny'
      }
    }
  }
}

resource policySetDefinition 'Microsoft.Authorization/policySetDefinitions@2026-07-01' = {
  name: 'initiative-${enclave}'
  properties: {
    policyType: 'Custom'
    displayName: 'Secure AI enclave ministry-cases'
    description: 'What the file of ministry-cases says, held to by Azure whoever deploys'
    metadata: {
      category: 'Secure AI Enclave'
      version: '1.0.0'
    }
    version: '1.0.0'
    policyDefinitionGroups: [
      {
        name: 'residency'
        displayName: 'Data and models stay where they may be'
      }
      {
        name: 'models'
        displayName: 'Only what the hub approves'
      }
      {
        name: 'network'
        displayName: 'No way in or out but the declared ones'
      }
      {
        name: 'identity'
        displayName: 'Microsoft Entra, and no keys'
      }
      {
        name: 'encryption'
        displayName: 'Keys of the owner, TLS, encryption everywhere'
      }
      {
        name: 'recovery'
        displayName: 'Nothing is lost for good'
      }
      {
        name: 'evidence'
        displayName: 'Everything leaves a trace'
      }
    ]
    policyDefinitions: [
      {
        policyDefinitionReferenceId: 'allowed-locations'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'e56962a6-4747-49cd-b67b-bf8b01975c4c')
        parameters: {
          listOfAllowedLocations: {
            value: [
              'australiaeast'
              'australiasoutheast'
            ]
          }
        }
        groupNames: [
          'residency'
        ]
      }
      {
        policyDefinitionReferenceId: 'allowed-group-locations'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'e765b5de-1225-4ba3-bd56-1ac6695af988')
        parameters: {
          listOfAllowedLocations: {
            value: [
              'australiaeast'
              'australiasoutheast'
            ]
          }
        }
        groupNames: [
          'residency'
        ]
      }
      {
        policyDefinitionReferenceId: 'ai-public-access'
        policyDefinitionId: subscriptionResourceId('Microsoft.Authorization/policyDefinitions', 'policy-${enclave}-ai-public-access')
        parameters: {}
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'deployment-types'
        policyDefinitionId: subscriptionResourceId('Microsoft.Authorization/policyDefinitions', 'policy-${enclave}-deployment-types')
        parameters: {}
        groupNames: [
          'residency'
        ]
      }
      {
        policyDefinitionReferenceId: 'approved-models'
        policyDefinitionId: subscriptionResourceId('Microsoft.Authorization/policyDefinitions', 'policy-${enclave}-approved-models')
        parameters: {}
        groupNames: [
          'models'
        ]
      }
      {
        policyDefinitionReferenceId: 'model-versions'
        policyDefinitionId: modelVersionsPolicyDefinition.id
        parameters: {}
        groupNames: [
          'models'
        ]
      }
      {
        policyDefinitionReferenceId: 'content-filters'
        policyDefinitionId: subscriptionResourceId('Microsoft.Authorization/policyDefinitions', 'policy-${enclave}-content-filters')
        parameters: {}
        groupNames: [
          'models'
        ]
      }
      {
        policyDefinitionReferenceId: 'search-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'ee980b6d-0eca-4501-8d54-f6290fd512c3')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'machine-learning-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '438c38d2-3772-465a-a9cc-7a6666a275ce')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'machine-learning-managed-network'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '6ddb1705-c8cf-450e-aa4b-19ad6703c440')
        parameters: {
          effect: {
            value: 'Deny'
          }
          isolationMode: {
            value: 'AllowOnlyApprovedOutbound'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'vault-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '405c5871-3e91-4644-8a63-58e19d68ff5b')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'b2982f36-99f2-4db5-8eff-283140c09693')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-network-rules'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '34c877ad-507e-4c82-993e-3452a6e0ad3c')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-anonymous-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '4fa4b6c0-31ca-4c0d-b10d-24b96f62a751')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-cross-tenant'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '92a89a79-6c52-4a7e-a03f-61306fc49312')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '0fdf0491-d080-4575-b627-ad0e843cba0f')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-exports'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '524b0254-c285-4903-bee6-bb8126cde579')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'bd560fc0-3c69-498a-ae9f-aa8eb7de0e13')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-private'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '040732e8-d947-40b8-95d6-854c95024bf8')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'cosmos-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '797b37f7-06b8-444c-b1ad-fc62867f335a')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'sql-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '1b8ca024-1d5c-4dec-8995-b1a932b41780')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'postgresql-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '5e1de0e3-42cb-4ebc-a86d-61d0c619ca48')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'redis-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '470baccb-7e51-4549-8b1a-3e5be069f663')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'data-factory-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '1cf164be-6819-4a50-b8fa-4bcaa4f98fb6')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'synapse-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '38d8df46-cf4e-4073-8e03-48c24b29de0d')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'synapse-managed-network'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '2d9dbfa3-927b-4cf0-9d0f-08747f971650')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'synapse-exfiltration'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '3484ce98-c0c5-4c83-994b-c5ac24785218')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'container-apps-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'd074ddf8-01a5-4b5e-a2b8-964aed452c0a')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'container-apps-injected'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '8b346db6-85af-419b-8557-92cee2c0f9bb')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'container-apps-external'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '783ea2a8-b8fd-46be-896a-9ae79643a0b1')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'container-instances-injected'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '8af8f826-edcb-4178-b35f-851ea6fea615')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'workspace-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '6c53d030-cc64-46f0-906d-2bc061cd1334')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'insights-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '1bc02227-0cb6-4e11-8f53-eb0b22eab7e8')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'monitor-private-only'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'a499fed8-bcc8-4195-b154-641f14743757')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'grafana-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'e8775d5a-73b7-4977-a39b-833ef0114628')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'service-bus-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'cbd11fd3-3002-4907-b6c8-579f0e700e13')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'recovery-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '9ebbbba3-4d65-4da9-bb67-b22cfaaff090')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'disks-public-access'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '8405fdab-1faf-48aa-b702-999c9c172094')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'interfaces-without-public-address'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '83a86a26-fd1f-447c-b59d-e51f44264114')
        parameters: {}
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'subnets-private'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '7bca8353-aa3b-429b-904a-9229c4385837')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'firewall-threat-intelligence'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'da79a7e2-8aa1-45ed-af81-ba050c153564')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'gateway-firewall'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'ff1f1879-a60d-4f23-9641-41e7391ec19a')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'gateway-firewall-prevents'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '12430be1-6cc8-4527-a9a8-e3d38f250096')
        parameters: {
          effect: {
            value: 'Deny'
          }
          modeRequirement: {
            value: 'Prevention'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'front-door-premium'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'dfc212af-17ea-423a-9dcb-91e2cb2caa6b')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'ai-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'd6759c02-b87f-42b7-892e-71b3f471d782')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'vault-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'a6abeaec-4d90-4a02-805f-6b26c4d3fbe9')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '6edd7eda-6dd8-40f7-810d-67160c639cd9')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-private-endpoint'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'e8eef0a8-67cf-4eb4-9386-14b0e78733d4')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'machine-learning-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '45e05259-1eb5-4f70-9574-baf73e9d219b')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'cosmos-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '58440f8a-10c5-4151-bdce-dfbaad4a20b7')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'sql-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '7698e800-9299-47a6-b3b6-5a0fee576eed')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'data-factory-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '8b0323be-cc25-4b61-935d-002c3798c6ea')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'synapse-private-link'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '72d11df1-dd8a-41f7-8925-b05b960ebafc')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'network'
        ]
      }
      {
        policyDefinitionReferenceId: 'ai-local-authentication'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '71ef260a-8f18-47b7-abcb-62d0673d94dc')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'ai-managed-identity'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'fe3fd216-4f83-4fc1-8984-2bbec80a3418')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'machine-learning-compute-authentication'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'vault-roles'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-shared-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-administrator'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'dc921057-6b28-4fbe-9b83-f7bec05db6c2')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-anonymous'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '9f2dea28-e834-476c-99c5-3507b4728395')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-tokens'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'ff05e24e-195c-447e-b322-5e90c9f9f366')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-arm-tokens'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '42781ec6-6127-4c30-bdfa-fb423a0047d3')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-local-accounts'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '993c2fcd-2b29-49d2-9eb0-df2c3a730c32')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'cosmos-local-authentication'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '5450f5bd-9c72-4390-a9c4-a7aba4edfdd2')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'sql-entra-only'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'abda6d70-9778-44e7-84a8-06713e6db027')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'synapse-entra-only'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '6ea81a52-5ca7-4575-9669-eaa910b7edf8')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'redis-access-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '3827af20-8f80-4b15-8300-6db0873ec901')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'service-bus-local-authentication'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'cfb11c26-f069-4c14-8e36-56c394dae5af')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'workspace-local-authentication'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'e15effd4-2278-4c65-a0da-4d6f6d1890e2')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'insights-local-authentication'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '199d5677-e4d9-4264-9465-efe1839c06bd')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'grafana-service-accounts'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '0656cf40-485c-427b-b992-703a4ecf4f88')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'identity'
        ]
      }
      {
        policyDefinitionReferenceId: 'ai-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '67121cc7-ff39-4ab8-b7e3-95b84dab487d')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'search-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '356da939-f20a-4bb9-86f8-5db445b0e354')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'machine-learning-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'ba769a63-b8cc-4b2d-abf6-ac33c7204be8')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '6fac406b-40ca-413b-bf8e-0bf964659c25')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'registry-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '7d7be79c-23ba-4033-84dd-45e2a5ccdd67')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'cosmos-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '1f905d99-2ab7-462c-a6b0-f709acca6c8f')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'sql-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '0a370ff3-6cab-4e85-8995-295fd854c5b8')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'postgresql-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '12c74c95-0efd-48da-b8d9-2a7d68470c92')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'redis-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '09aa11bb-87ec-409f-bf0b-49b7c1561a87')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'data-factory-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '4ec52d6d-beb7-40c4-9a9e-fe753254690e')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'synapse-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'f7d52b2d-e161-4dfa-a82b-55e564167385')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'container-instances-customer-keys'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '0aa61e00-0a01-4a3c-9945-e93cffedf0e6')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'machines-encryption-at-host'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'fc4d8e41-e223-45ea-9bf5-eada37891d87')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-encryption-at-host'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '41425d9f-d1a5-499a-9932-f8ed8453932c')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-https'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '404c3081-a854-4457-ae30-26a93ef643f9')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'storage-tls'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'fe83a0eb-a853-422d-aac2-1bffd182c5d0')
        parameters: {
          effect: {
            value: 'Deny'
          }
          minimumTlsVersion: {
            value: 'TLS1_2'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'sql-tls'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '32e6bbec-16b6-44c2-be37-c5b672d103cf')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'container-apps-https'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '0e80e269-43a4-4ae9-b5bc-178126b8a5cb')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'encryption'
        ]
      }
      {
        policyDefinitionReferenceId: 'vault-purge-protection'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'recovery'
        ]
      }
      {
        policyDefinitionReferenceId: 'recovery-immutable'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'd6f6f560-14b7-49a4-9fc8-d2c3a9807868')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'recovery'
        ]
      }
      {
        policyDefinitionReferenceId: 'ai-logs'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '1b4d1c4e-934c-4703-944c-27c82c06bebb')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'vault-logs'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'cf820ca0-f99e-4f3e-84fb-66e913812d21')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-logs'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '245fc9df-fa96-4414-9a0b-3738c2f7341c')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'search-logs'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'b4330a05-a843-4bc8-bf9a-cacce50c67f4')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'machine-learning-logs'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'afe0c3be-ba3b-4544-ba52-0c99672a8ad6')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'sql-audit'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'a6fb4358-5bf4-4ad7-ba82-2cd2f41ce5e9')
        parameters: {
          effect: {
            value: 'AuditIfNotExists'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-defender'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'a1840de2-8088-4ea8-b153-b4c723e9cb01')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-policy'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '0a15ec92-a229-4763-bb14-0ea34a568f8d')
        parameters: {
          effect: {
            value: 'Audit'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
      {
        policyDefinitionReferenceId: 'kubernetes-privileged'
        policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '95edb821-ddaf-4404-9732-666045e056b4')
        parameters: {
          effect: {
            value: 'Deny'
          }
        }
        groupNames: [
          'evidence'
        ]
      }
    ]
  }
  dependsOn: [
    policyDefinition
  ]
}

@description('Resource id of the policy set definition.')
output policySetDefinitionId string = policySetDefinition.id

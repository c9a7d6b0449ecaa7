// Parameters of the enclave: written by `enclave build`; change enclave.yaml, not this file

using 'main.bicep'

param enclave = 'mercy-health'

param location = 'eastus2'

param firewallAuthority = readEnvironmentVariable('FIREWALL_AUTHORITY', '')

param machineSshPublicKey = readEnvironmentVariable('MACHINE_SSH_PUBLIC_KEY', '')

param regions = [
  {
    name: 'east'
    location: 'eastus2'
    addresses: {
      hubNetwork: '10.60.0.0/22'
      azureFirewallSubnet: '10.60.0.0/26'
      azureBastionSubnet: '10.60.0.64/26'
      aiServicesNetwork: '10.60.4.0/22'
      aiEndpointsSubnet: '10.60.4.0/24'
      agentsRadiologyReportsSubnet: '10.60.5.0/26'
      computeNetwork: '10.60.8.0/22'
      gatewaySubnet: '10.60.8.0/24'
      machinesSubnet: '10.60.10.0/25'
      containerInstancesSubnet: '10.60.10.192/27'
      dataNetwork: '10.60.12.0/23'
      dataEndpointsSubnet: '10.60.12.0/24'
      managementNetwork: '10.60.14.0/23'
      managementEndpointsSubnet: '10.60.14.0/24'
      operationsSubnet: '10.60.15.0/24'
      firewall: '10.60.0.4'
    }
    customerManagedKeys: {
      vaultName: 'kv-keys-mercy-heal-2hee2'
      privateEndpointName: 'pep-kv-keys-mercy-heal-2hee2'
      keys: [
        {
          name: 'ai-services'
          roleAssignmentName: '2fdbc125-a379-54af-9c6e-faee04ec0ae5'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'search'
          roleAssignmentName: 'd5a08685-bafb-5f1a-bd24-0c3ab155145b'
          keyOps: [
            'wrapKey'
            'unwrapKey'
            'encrypt'
            'decrypt'
          ]
        }
        {
          name: 'machine-learning'
          roleAssignmentName: '355656c1-f8ec-590f-a0aa-2f5497a68b85'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'storage'
          roleAssignmentName: '44d05093-12fe-5232-90c4-776ceceeae26'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'data-lake'
          roleAssignmentName: 'f2510d16-5871-5438-88ba-6974920b26b4'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'disks'
          roleAssignmentName: '07b26bcd-ea7e-58fe-81f0-42779cad8214'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'container-registry'
          roleAssignmentName: '4f0a8301-9814-5a6e-a26f-4d810cb27df6'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'cosmos-db'
          roleAssignmentName: 'c95c34c5-2b54-5bfb-b472-f68f29437aba'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'synapse'
          roleAssignmentName: 'b1db07f9-3842-5f2e-862b-6644f147ca1f'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'backup'
          roleAssignmentName: '25d48ae9-abec-5b20-a1e7-b1e3150ff9bd'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'automation'
          roleAssignmentName: '3bd11ff4-c28c-5ffe-9aff-954915c04f9f'
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
      ]
    }
    keyVault: {
      vaultName: 'kv-mercy-health-ib6uk'
      privateEndpointName: 'pep-kv-mercy-health-ib6uk'
    }
    storageArchive: {
      storageAccountName: 'stmercyhealthib6uk'
      privateEndpointName: 'pep-stmercyhealthib6uk-blob'
    }
    dataLake: {
      storageAccountName: 'stmercyhealthlakeaoojg'
      storageAccountStLakeBlobPrivateEndpointName: 'pep-stmercyhealthlakeaoojg-blob'
      storageAccountStLakeDfsPrivateEndpointName: 'pep-stmercyhealthlakeaoojg-dfs'
    }
    cosmosDb: {
      databaseAccountName: 'cosno-mercy-health-ib6uk'
      privateEndpointName: 'pep-cosno-mercy-health-ib6uk-sql'
    }
    backupStorage: {
      storageAccountName: 'stmercyhealthbackup7gahe'
      privateEndpointName: 'pep-stmercyhealthbackup7gahe-blob'
    }
    containerRegistry: {
      registryName: 'crmercyhealthib6uk'
      privateEndpointName: 'pep-crmercyhealthib6uk'
      replicationLocation: 'centralus'
    }
    azureOpenai: {
      accountName: 'ais-mercy-health-coding-review-yn4c2'
      privateEndpointName: 'pep-ais-mercy-health-coding-review-yn4c2'
    }
    synapseAnalytics: {
      workspaceName: 'synw-mercy-health-ib6uk'
      synwSqlPrivateEndpointName: 'pep-synw-mercy-health-ib6uk-sql'
      synwSqlondemandPrivateEndpointName: 'pep-synw-mercy-health-ib6uk-sqlondemand'
      synwDevPrivateEndpointName: 'pep-synw-mercy-health-ib6uk-dev'
    }
    aiSearch: {
      searchServiceName: 'srch-mercy-health-ib6uk'
      privateEndpointName: 'pep-srch-mercy-health-ib6uk'
    }
    machineLearning: {
      storageAccountName: 'stmercyhealthmlkfkmx'
      storageAccountStMlBlobPrivateEndpointName: 'pep-stmercyhealthmlkfkmx-blob'
      storageAccountStMlFilePrivateEndpointName: 'pep-stmercyhealthmlkfkmx-file'
      vaultName: 'kv-mercy-health-ml-kfkmx'
      vaultKvMlPrivateEndpointName: 'pep-kv-mercy-health-ml-kfkmx'
      roleAssignments: [
        {
          name: '6abc9a55-22a3-5cad-98ff-2f74bf255529'
          roleDefinitionName: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
          userAssignedIdentityKey: 'workspace'
        }
        {
          name: '17bca76b-c98f-55da-9ff2-61e8c6d11944'
          roleDefinitionName: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
          userAssignedIdentityKey: 'workspace'
        }
        {
          name: '16c94df2-e481-51e6-b68c-1f371b8df90d'
          roleDefinitionName: '69566ab7-960f-475b-8e7c-b3118f30c6bd'
          userAssignedIdentityKey: 'workspace'
        }
        {
          name: '289422c7-04de-5a86-9a0d-91de944d633b'
          roleDefinitionName: 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'
          userAssignedIdentityKey: 'workspace'
        }
        {
          name: '0a7651a9-1697-51de-a67c-bc9457ff3cde'
          roleDefinitionName: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
          userAssignedIdentityKey: 'training'
        }
      ]
      roleAssignments2: [
        {
          name: '0a7d8b7b-f392-52da-b876-3a359614cbb2'
          roleDefinitionName: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
        }
        {
          name: 'd6eb6b88-8182-55bb-be23-1a27e0f43a5b'
          roleDefinitionName: '00482a5a-887f-4fb3-b363-3b7fe8e74483'
        }
        {
          name: '890a8316-e27c-5381-bb71-d5666c5942c6'
          roleDefinitionName: 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'
        }
      ]
    }
    foundryClassic: {
      storageAccountName: 'stmercyhealthhubjex7j'
      storageAccountStHubBlobPrivateEndpointName: 'pep-stmercyhealthhubjex7j-blob'
      storageAccountStHubFilePrivateEndpointName: 'pep-stmercyhealthhubjex7j-file'
      vaultName: 'kv-mercy-health-hu-jex7j'
      vaultKvHuPrivateEndpointName: 'pep-kv-mercy-health-hu-jex7j'
      roleAssignments: [
        {
          name: '7d9bc607-6668-59df-ad37-69eaa8d66433'
          roleDefinitionName: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
        }
        {
          name: 'a4e6ef23-c929-5b89-b5f2-58b7e9a7bd5b'
          roleDefinitionName: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
        }
        {
          name: 'd00fb720-0737-5c0f-9991-69dcf737bb34'
          roleDefinitionName: '69566ab7-960f-475b-8e7c-b3118f30c6bd'
        }
        {
          name: 'e8d704a7-a297-508f-aa27-9037386e2636'
          roleDefinitionName: 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'
        }
      ]
      roleAssignments2: [
        {
          name: '2affb319-999f-5622-a368-199a96693a47'
          roleDefinitionName: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
        }
        {
          name: 'a4e82dc9-56f5-5bb6-b386-cbb90006455b'
          roleDefinitionName: '00482a5a-887f-4fb3-b363-3b7fe8e74483'
        }
        {
          name: 'f9538175-7ba1-517d-8aa3-145da38ca12f'
          roleDefinitionName: 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'
        }
      ]
    }
    foundry: {
      storageAccountName: 'stmercyhealthagentsihhbt'
      storageAccountStAgentsBlobPrivateEndpointName: 'pep-stmercyhealthagentsihhbt-blob'
      accountName: 'ais-mercy-health-radiology-reports-c6dk6'
      accountAisRadiologyReportsPrivateEndpointName: 'pep-ais-mercy-health-radiology-reports-c6dk6'
    }
    managedGrafana: {
      grafanaName: 'amg-mercy-health-ib6uk'
      privateEndpointName: 'pep-amg-mercy-health-ib6uk'
    }
    alertRules: {
      vaultAvailabilityKvKeysMetricAlertName: 'alert-mercy-health-east-vault-availability-kv-keys-mercy-heal-2hee2'
      vaultAvailabilityKvMetricAlertName: 'alert-mercy-health-east-vault-availability-kv-mercy-health-ib6uk'
      vaultAvailabilityKvHuMetricAlertName: 'alert-mercy-health-east-vault-availability-kv-mercy-health-hu-jex7j'
      vaultAvailabilityKvMlMetricAlertName: 'alert-mercy-health-east-vault-availability-kv-mercy-health-ml-kfkmx'
    }
    virtualMachines: {
      virtualMachineAdminUsername: 'azureuser'
    }
    securityWorkbooks: {
      workbooks: [
        {
          name: '72a60490-2af4-5cbc-ad65-21b73956a788'
          displayName: 'AI security (mercy-health, east)'
          description: 'What callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## AI security\\n\\nWhat callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"2a00fa05-a52e-5773-b8ae-6e020aa34f51","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind in (\'completed\', \'refused\')\\n| summarize Calls = count() by Kind, bin(TimeGenerated, 1h)","size":0,"title":"Calls and refusals","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'refused\'\\n| summarize Refused = count() by Stage\\n| order by Refused desc","size":0,"title":"Refusals by stage","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"barchart"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'refused\'\\n| summarize Refused = count(), Callers = dcount(Caller), Last = max(TimeGenerated) by Project, Stage, Reason\\n| order by Refused desc\\n| take 50","size":0,"title":"Refusals by project and reason","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| mv-expand Verdict = Verdicts\\n| extend Guard = tostring(Verdict.stage), Outcome = tostring(Verdict.outcome), Scanned = tolong(Verdict.scanned_chars)\\n| where isnotempty(Guard)\\n| summarize Verdicts = count(), Characters = sum(Scanned) by Guard, Outcome\\n| order by Guard asc, Verdicts desc","size":0,"title":"What the guards decided","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind in (\'completed\', \'refused\')\\n| summarize Calls = count(), Refused = countif(Kind == \'refused\'), Projects = dcount(Project) by Caller\\n| where Refused > 0\\n| extend Share = round(100.0 * Refused / Calls, 1)\\n| order by Refused desc\\n| take 25","size":0,"title":"Callers who are refused most","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'started\'\\n| summarize Starts = count(), Last = max(TimeGenerated) by PolicyDigest, Region\\n| order by Last desc","size":0,"title":"Gateways and the policy that they started with","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-6"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Calls = count() by Location","size":0,"title":"Where calls were processed","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"piechart"},"name":"part-7"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
        {
          name: 'c3c482e8-f4d9-5105-ae28-fed0e11c8503'
          displayName: 'Models and cost (mercy-health, east)'
          description: 'Tokens, dollars and time by project and model, as the gateway settled them; below, what Azure\'s own log says of the same calls.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## Models and cost\\n\\nTokens, dollars and time by project and model, as the gateway settled them; below, what Azure\'s own log says of the same calls."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"1bca9721-dba6-53d4-99af-f06aebb035ea","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Tokens = sum(PromptTokens + CompletionTokens) by Project, bin(TimeGenerated, 1h)","size":0,"title":"Tokens by project","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Calls = count(), Tokens = sum(PromptTokens + CompletionTokens), Cached = sum(CachedTokens), Usd = round(sum(SettledNanousd) / 1000000000.0, 2) by Project, Model\\n| order by Usd desc","size":0,"title":"Dollars by project and model","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Reserved = sum(ReservedNanousd) / 1000000000.0, Settled = sum(SettledNanousd) / 1000000000.0 by bin(TimeGenerated, 1h)","size":0,"title":"Reserved and settled","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Calls = count(), Median = percentile(DurationMs, 50), P95 = percentile(DurationMs, 95), FirstToken = percentile(TimeToFirstTokenMs, 50) by Model\\n| order by Calls desc","size":0,"title":"How long calls take","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AzureDiagnostics\\n| where ResourceProvider == \'MICROSOFT.COGNITIVESERVICES\' and Category == \'RequestResponse\'\\n| extend Model = tostring(parse_json(properties_s).modelName)\\n| summarize Calls = count(), Failed = countif(toint(ResultSignature) >= 400), P95 = percentile(DurationMs, 95) by Resource, Model\\n| order by Calls desc","size":0,"title":"The same calls in Azure\'s log","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
        {
          name: '50088a8c-754c-5a38-84d3-9f8ca1d4b6ab'
          displayName: 'Network (mercy-health, east)'
          description: 'What tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## Network\\n\\nWhat tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"f07405be-f85f-50e5-9249-7c365c3e9d8f","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWApplicationRule\\n| where Action == \'Allow\'\\n| summarize Requests = count(), Sources = dcount(SourceIp) by Fqdn, Rule\\n| order by Requests desc\\n| take 50","size":0,"title":"Names that were reached","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWApplicationRule\\n| where Action == \'Deny\'\\n| summarize Requests = count(), Last = max(TimeGenerated) by Fqdn, SourceIp\\n| order by Requests desc\\n| take 50","size":0,"title":"Names that were denied","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWNetworkRule\\n| where Action == \'Deny\'\\n| summarize Packets = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, DestinationPort, Protocol\\n| order by Packets desc\\n| take 50","size":0,"title":"Packets that were denied","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWNetworkRule\\n| where Action == \'Deny\'\\n| summarize Denied = count() by SourceIp, bin(TimeGenerated, 1h)","size":0,"title":"Denied over time","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWThreatIntel\\n| summarize Hits = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, Fqdn, ThreatDescription, Action\\n| order by Hits desc","size":0,"title":"Threat intelligence","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWIdpsSignature\\n| summarize Hits = count(), Last = max(TimeGenerated) by SignatureId, Category, Description, Severity, Action, SourceIp\\n| order by Severity asc, Hits desc","size":0,"title":"Attacks that were recognised","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-6"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWDnsQuery\\n| where ResponseCode != \'NOERROR\'\\n| summarize Asked = count(), Longest = max(strlen(QueryName)) by SourceIp, ResponseCode\\n| order by Asked desc\\n| take 50","size":0,"title":"Names that were asked for and have no answer","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-7"},{"type":3,"content":{"version":"KqlItem/1.0","query":"NTANetAnalytics\\n| where SubType == \'FlowLog\' and FlowStatus == \'Denied\'\\n| summarize Flows = count(), Last = max(TimeGenerated) by SrcIp, DestIp, DestPort\\n| order by Flows desc\\n| take 50","size":0,"title":"Flows that were denied","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-8"},{"type":3,"content":{"version":"KqlItem/1.0","query":"NTANetAnalytics\\n| where SubType == \'FlowLog\'\\n| summarize Bytes = sum(BytesSrcToDest + BytesDestToSrc) by FlowEncryption\\n| order by Bytes desc","size":0,"title":"Traffic and its encryption","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"barchart"},"name":"part-9"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
        {
          name: '1004c3dc-2335-5775-9300-116e4a81939d'
          displayName: 'Identity and keys (mercy-health, east)'
          description: 'Who was given what, who used which keys, and who reads the logs themselves. The subscription\'s activity is in the first region\'s workspace.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## Identity and keys\\n\\nWho was given what, who used which keys, and who reads the logs themselves. The subscription\'s activity is in the first region\'s workspace."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"e43cd1ce-a6dc-5623-9ac9-36fd39caf03a","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AzureActivity\\n| where OperationNameValue startswith \'MICROSOFT.AUTHORIZATION/\'\\n| where ActivityStatusValue == \'Success\'\\n| project TimeGenerated, Caller, OperationNameValue, ResourceGroup, CallerIpAddress\\n| order by TimeGenerated desc\\n| take 100","size":0,"title":"Changes of roles, policies and locks","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AzureActivity\\n| where CategoryValue == \'Administrative\' and ActivityStatusValue == \'Success\'\\n| summarize Changes = count() by Caller, ResourceProviderValue\\n| order by Changes desc\\n| take 25","size":0,"title":"Who changes what","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"barchart"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZKVAuditLogs\\n| summarize Operations = count(), Denied = countif(HttpStatusCode == 403), Last = max(TimeGenerated) by OperationName, CallerIpAddress\\n| order by Denied desc, Operations desc\\n| take 50","size":0,"title":"Use of keys and secrets","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZKVAuditLogs\\n| where OperationName endswith \'Delete\' or OperationName endswith \'Purge\'\\n| project TimeGenerated, OperationName, RequestUri, CallerIpAddress, ResultType\\n| order by TimeGenerated desc","size":0,"title":"Keys and secrets that were deleted","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"StorageBlobLogs\\n| where OperationName == \'GetBlob\'\\n| summarize Reads = count(), Last = max(TimeGenerated) by AccountName, RequesterObjectId, CallerIpAddress, AuthenticationType\\n| order by Reads desc","size":0,"title":"Who reads the archive","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"},{"type":3,"content":{"version":"KqlItem/1.0","query":"LAQueryLogs\\n| summarize Queries = count(), Records = sum(ResponseRowCount), Last = max(TimeGenerated) by AADEmail, RequestClientApp\\n| order by Records desc","size":0,"title":"Who asks the workspace","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-6"},{"type":3,"content":{"version":"KqlItem/1.0","query":"MicrosoftAzureBastionAuditLogs\\n| project TimeGenerated, UserName, Protocol, TargetResourceId, ClientIpAddress, Message\\n| order by TimeGenerated desc\\n| take 100","size":0,"title":"Sessions through Bastion","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-7"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
      ]
    }
  }
]

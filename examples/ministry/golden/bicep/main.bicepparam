// Parameters of the enclave: written by `enclave build`; change enclave.yaml, not this file

using 'main.bicep'

param enclave = 'ministry-cases'

param location = 'australiaeast'

param machineSshPublicKey = readEnvironmentVariable('MACHINE_SSH_PUBLIC_KEY', '')

param regions = [
  {
    name: 'canberra'
    location: 'australiaeast'
    addresses: {
      hubNetwork: '10.80.0.0/22'
      azureFirewallSubnet: '10.80.0.0/26'
      azureBastionSubnet: '10.80.0.64/26'
      applicationGatewaySubnet: '10.80.1.0/24'
      aiServicesNetwork: '10.80.4.0/22'
      aiEndpointsSubnet: '10.80.4.0/24'
      computeNetwork: '10.80.8.0/22'
      gatewaySubnet: '10.80.8.0/24'
      machinesSubnet: '10.80.10.0/25'
      containerAppsSubnet: '10.80.10.128/26'
      dataNetwork: '10.80.12.0/23'
      dataEndpointsSubnet: '10.80.12.0/24'
      managementNetwork: '10.80.14.0/23'
      managementEndpointsSubnet: '10.80.14.0/24'
      operationsSubnet: '10.80.15.0/24'
      firewall: '10.80.0.4'
    }
    customerManagedKeys: {
      vaultName: 'kv-keys-ministry-c-4a4yy'
      privateEndpointName: 'pep-kv-keys-ministry-c-4a4yy'
      keys: [
        {
          name: 'ai-services'
          roleAssignmentName: '4f8c3680-3899-5c84-b1ac-f4b8add04275'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'cognitive-services'
          roleAssignmentName: 'cb4881fa-c199-539b-b594-589bf7610753'
          keySize: 2048
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'search'
          roleAssignmentName: 'a40c1efd-ba57-5797-937d-569843d6bd52'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
            'encrypt'
            'decrypt'
          ]
        }
        {
          name: 'machine-learning'
          roleAssignmentName: '77c4448f-5ccd-5d41-875b-0308af604be1'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'storage'
          roleAssignmentName: '362106b9-c5ca-5ece-8adb-9e7ec810b8a8'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'data-lake'
          roleAssignmentName: '10f4b0a8-9cf4-5937-b43d-5e2fadc4c92e'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'disks'
          roleAssignmentName: '319a8317-7cf6-530f-acbc-c4a8eb2266be'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'container-registry'
          roleAssignmentName: '61e1e3e8-9b71-5222-93be-a646deddc37a'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'cosmos-db'
          roleAssignmentName: '914ac7f0-a13b-5e8d-8e59-40159bfac0c5'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'postgresql'
          roleAssignmentName: '283a9cbe-e5f9-55f9-ada3-bbac1409a9f7'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
        {
          name: 'backup'
          roleAssignmentName: '04dd7ecc-d144-5293-97b7-748ca5c4f482'
          keySize: 3072
          keyOps: [
            'wrapKey'
            'unwrapKey'
          ]
        }
      ]
    }
    keyVault: {
      vaultName: 'kv-ministry-cases-zj3jy'
      privateEndpointName: 'pep-kv-ministry-cases-zj3jy'
    }
    storageArchive: {
      storageAccountName: 'stministrycaseszj3jy'
      privateEndpointName: 'pep-stministrycaseszj3jy-blob'
    }
    dataLake: {
      storageAccountName: 'stministrycaseslaketoyho'
      storageAccountStLakeBlobPrivateEndpointName: 'pep-stministrycaseslaketoyho-blob'
      storageAccountStLakeDfsPrivateEndpointName: 'pep-stministrycaseslaketoyho-dfs'
    }
    cosmosDb: {
      databaseAccountName: 'cosno-ministry-cases-zj3jy'
      privateEndpointName: 'pep-cosno-ministry-cases-zj3jy-sql'
    }
    postgresqlFlexible: {
      flexibleServerName: 'psql-ministry-cases-zj3jy'
      privateEndpointName: 'pep-psql-ministry-cases-zj3jy'
    }
    backupStorage: {
      storageAccountName: 'stministrycasesbacknsvjp'
      privateEndpointName: 'pep-stministrycasesbacknsvjp-blob'
    }
    containerRegistry: {
      registryName: 'crministrycaseszj3jy'
      privateEndpointName: 'pep-crministrycaseszj3jy'
    }
    language: {
      accountName: 'lang-ministry-cases-zj3jy'
      privateEndpointName: 'pep-lang-ministry-cases-zj3jy'
    }
    siteRecovery: {
      storageAccountName: 'stministrycasescachgxbfy'
      storageAccountStCachBlobPrivateEndpointName: 'pep-stministrycasescachgxbfy-blob'
    }
    aiSearch: {
      searchServiceName: 'srch-ministry-cases-zj3jy'
      privateEndpointName: 'pep-srch-ministry-cases-zj3jy'
    }
    machineLearning: {
      storageAccountName: 'stministrycasesmlhj4j5'
      storageAccountStMlBlobPrivateEndpointName: 'pep-stministrycasesmlhj4j5-blob'
      storageAccountStMlFilePrivateEndpointName: 'pep-stministrycasesmlhj4j5-file'
      vaultName: 'kv-ministry-cases-hj4j5'
      vaultKvPrivateEndpointName: 'pep-kv-ministry-cases-hj4j5'
      roleAssignments: [
        {
          name: '863c7413-deba-5b14-90dd-b9601691f4e5'
          roleDefinitionName: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
        }
        {
          name: 'ba3b548a-772f-55fc-9585-ad194e111971'
          roleDefinitionName: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
        }
        {
          name: '0316b182-e9df-5455-bd72-e5c56add0258'
          roleDefinitionName: '69566ab7-960f-475b-8e7c-b3118f30c6bd'
        }
        {
          name: 'a956e850-afa1-551b-958b-3192aa76c1ce'
          roleDefinitionName: 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'
        }
      ]
      roleAssignments2: [
        {
          name: '806fb78f-b08a-5f82-8684-caad80f9f22b'
          roleDefinitionName: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
        }
        {
          name: '7b043e80-e427-5a4b-8427-2f546df76608'
          roleDefinitionName: '00482a5a-887f-4fb3-b363-3b7fe8e74483'
        }
        {
          name: 'deebfd6b-8ce5-51d5-ac61-60f2a973a6a8'
          roleDefinitionName: 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea'
        }
      ]
    }
    foundry: {
      storageAccountName: 'stministrycasesagengvg53'
      storageAccountStAgenBlobPrivateEndpointName: 'pep-stministrycasesagengvg53-blob'
      caseSummariesAccountName: 'ais-ministry-cases-case-summaries-2ew3a'
      caseSummariesAccountAisPrivateEndpointName: 'pep-ais-ministry-cases-case-summaries-2ew3a'
      letterDraftsAccountName: 'ais-ministry-cases-letter-drafts-524zb'
      letterDraftsAccountAisPrivateEndpointName: 'pep-ais-ministry-cases-letter-drafts-524zb'
    }
    managedGrafana: {
      grafanaName: 'amg-ministry-case-zj3jy'
      privateEndpointName: 'pep-amg-ministry-case-zj3jy'
    }
    alertRules: {
      vaultAvailabilityKvKeysMetricAlertName: 'alert-ministry-cases-canberra-vault-availability-kv-keys-ministry-c-4a4yy'
      vaultAvailabilityKvMetricAlertName: 'alert-ministry-cases-canberra-vault-availability-kv-ministry-cases-zj3jy'
      vaultAvailabilityKvMetricAlert2Name: 'alert-ministry-cases-canberra-vault-availability-kv-ministry-cases-hj4j5'
    }
    replicationVault: {
      vaultLocation: 'australiasoutheast'
    }
    virtualMachines: {
      virtualMachineAdminUsername: 'azureuser'
    }
    securityWorkbooks: {
      workbooks: [
        {
          name: 'c273043a-dde7-5ed5-a2d5-df5b9f4ea965'
          displayName: 'AI security (ministry-cases, canberra)'
          description: 'What callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## AI security\\n\\nWhat callers asked the models, what the gateway refused and why, and which policy it enforced. No prompt, answer or matched value is in any of it."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"2a00fa05-a52e-5773-b8ae-6e020aa34f51","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind in (\'completed\', \'refused\')\\n| summarize Calls = count() by Kind, bin(TimeGenerated, 1h)","size":0,"title":"Calls and refusals","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'refused\'\\n| summarize Refused = count() by Stage\\n| order by Refused desc","size":0,"title":"Refusals by stage","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"barchart"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'refused\'\\n| summarize Refused = count(), Callers = dcount(Caller), Last = max(TimeGenerated) by Project, Stage, Reason\\n| order by Refused desc\\n| take 50","size":0,"title":"Refusals by project and reason","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| mv-expand Verdict = Verdicts\\n| extend Guard = tostring(Verdict.stage), Outcome = tostring(Verdict.outcome), Scanned = tolong(Verdict.scanned_chars)\\n| where isnotempty(Guard)\\n| summarize Verdicts = count(), Characters = sum(Scanned) by Guard, Outcome\\n| order by Guard asc, Verdicts desc","size":0,"title":"What the guards decided","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind in (\'completed\', \'refused\')\\n| summarize Calls = count(), Refused = countif(Kind == \'refused\'), Projects = dcount(Project) by Caller\\n| where Refused > 0\\n| extend Share = round(100.0 * Refused / Calls, 1)\\n| order by Refused desc\\n| take 25","size":0,"title":"Callers who are refused most","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'started\'\\n| summarize Starts = count(), Last = max(TimeGenerated) by PolicyDigest, Region\\n| order by Last desc","size":0,"title":"Gateways and the policy that they started with","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-6"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Calls = count() by Location","size":0,"title":"Where calls were processed","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"piechart"},"name":"part-7"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
        {
          name: '8d15c539-f87e-5a1b-bde7-f45b4f30da60'
          displayName: 'Models and cost (ministry-cases, canberra)'
          description: 'Tokens, dollars and time by project and model, as the gateway settled them; below, what Azure\'s own log says of the same calls.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## Models and cost\\n\\nTokens, dollars and time by project and model, as the gateway settled them; below, what Azure\'s own log says of the same calls."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"1bca9721-dba6-53d4-99af-f06aebb035ea","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Tokens = sum(PromptTokens + CompletionTokens) by Project, bin(TimeGenerated, 1h)","size":0,"title":"Tokens by project","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Calls = count(), Tokens = sum(PromptTokens + CompletionTokens), Cached = sum(CachedTokens), Usd = round(sum(SettledNanousd) / 1000000000.0, 2) by Project, Model\\n| order by Usd desc","size":0,"title":"Dollars by project and model","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Reserved = sum(ReservedNanousd) / 1000000000.0, Settled = sum(SettledNanousd) / 1000000000.0 by bin(TimeGenerated, 1h)","size":0,"title":"Reserved and settled","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"EnclaveEvents_CL\\n| where Kind == \'completed\'\\n| summarize Calls = count(), Median = percentile(DurationMs, 50), P95 = percentile(DurationMs, 95), FirstToken = percentile(TimeToFirstTokenMs, 50) by Model\\n| order by Calls desc","size":0,"title":"How long calls take","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AzureDiagnostics\\n| where ResourceProvider == \'MICROSOFT.COGNITIVESERVICES\' and Category == \'RequestResponse\'\\n| extend Model = tostring(parse_json(properties_s).modelName)\\n| summarize Calls = count(), Failed = countif(toint(ResultSignature) >= 400), P95 = percentile(DurationMs, 95) by Resource, Model\\n| order by Calls desc","size":0,"title":"The same calls in Azure\'s log","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
        {
          name: 'fd841541-9371-5c0d-8d43-134101931728'
          displayName: 'Network (ministry-cases, canberra)'
          description: 'What tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## Network\\n\\nWhat tried to leave, what was let through, and what the firewall recognised. Flows come from the flow logs of the networks."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"f07405be-f85f-50e5-9249-7c365c3e9d8f","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWApplicationRule\\n| where Action == \'Allow\'\\n| summarize Requests = count(), Sources = dcount(SourceIp) by Fqdn, Rule\\n| order by Requests desc\\n| take 50","size":0,"title":"Names that were reached","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWApplicationRule\\n| where Action == \'Deny\'\\n| summarize Requests = count(), Last = max(TimeGenerated) by Fqdn, SourceIp\\n| order by Requests desc\\n| take 50","size":0,"title":"Names that were denied","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWNetworkRule\\n| where Action == \'Deny\'\\n| summarize Packets = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, DestinationPort, Protocol\\n| order by Packets desc\\n| take 50","size":0,"title":"Packets that were denied","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWNetworkRule\\n| where Action == \'Deny\'\\n| summarize Denied = count() by SourceIp, bin(TimeGenerated, 1h)","size":0,"title":"Denied over time","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"timechart"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWThreatIntel\\n| summarize Hits = count(), Last = max(TimeGenerated) by SourceIp, DestinationIp, Fqdn, ThreatDescription, Action\\n| order by Hits desc","size":0,"title":"Threat intelligence","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWIdpsSignature\\n| summarize Hits = count(), Last = max(TimeGenerated) by SignatureId, Category, Description, Severity, Action, SourceIp\\n| order by Severity asc, Hits desc","size":0,"title":"Attacks that were recognised","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-6"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZFWDnsQuery\\n| where ResponseCode != \'NOERROR\'\\n| summarize Asked = count(), Longest = max(strlen(QueryName)) by SourceIp, ResponseCode\\n| order by Asked desc\\n| take 50","size":0,"title":"Names that were asked for and have no answer","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-7"},{"type":3,"content":{"version":"KqlItem/1.0","query":"NTANetAnalytics\\n| where SubType == \'FlowLog\' and FlowStatus == \'Denied\'\\n| summarize Flows = count(), Last = max(TimeGenerated) by SrcIp, DestIp, DestPort\\n| order by Flows desc\\n| take 50","size":0,"title":"Flows that were denied","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-8"},{"type":3,"content":{"version":"KqlItem/1.0","query":"NTANetAnalytics\\n| where SubType == \'FlowLog\'\\n| summarize Bytes = sum(BytesSrcToDest + BytesDestToSrc) by FlowEncryption\\n| order by Bytes desc","size":0,"title":"Traffic and its encryption","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"barchart"},"name":"part-9"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AGWFirewallLogs\\n| summarize Hits = count(), Last = max(TimeGenerated) by Action, RuleId, Message, ClientIp\\n| order by Hits desc\\n| take 50","size":0,"title":"Attacks on the way in","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-10"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
        {
          name: '233f92d3-7d26-51ab-bc04-9d0e63842e5d'
          displayName: 'Identity and keys (ministry-cases, canberra)'
          description: 'Who was given what, who used which keys, and who reads the logs themselves. The subscription\'s activity is in the first region\'s workspace.'
          serializedData: '{"version":"Notebook/1.0","items":[{"type":1,"content":{"json":"## Identity and keys\\n\\nWho was given what, who used which keys, and who reads the logs themselves. The subscription\'s activity is in the first region\'s workspace."},"name":"title"},{"type":9,"content":{"version":"KqlParameterItem/1.0","parameters":[{"id":"e43cd1ce-a6dc-5623-9ac9-36fd39caf03a","version":"KqlParameterItem/1.0","name":"TimeRange","label":"time","type":4,"isRequired":true,"value":{"durationMs":86400000},"typeSettings":{"selectableValues":[{"durationMs":3600000},{"durationMs":14400000},{"durationMs":86400000},{"durationMs":259200000},{"durationMs":604800000},{"durationMs":2592000000}],"allowCustom":true}}],"style":"pills","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces"},"name":"range"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AzureActivity\\n| where OperationNameValue startswith \'MICROSOFT.AUTHORIZATION/\'\\n| where ActivityStatusValue == \'Success\'\\n| project TimeGenerated, Caller, OperationNameValue, ResourceGroup, CallerIpAddress\\n| order by TimeGenerated desc\\n| take 100","size":0,"title":"Changes of roles, policies and locks","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-1"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AzureActivity\\n| where CategoryValue == \'Administrative\' and ActivityStatusValue == \'Success\'\\n| summarize Changes = count() by Caller, ResourceProviderValue\\n| order by Changes desc\\n| take 25","size":0,"title":"Who changes what","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"barchart"},"name":"part-2"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZKVAuditLogs\\n| summarize Operations = count(), Denied = countif(HttpStatusCode == 403), Last = max(TimeGenerated) by OperationName, CallerIpAddress\\n| order by Denied desc, Operations desc\\n| take 50","size":0,"title":"Use of keys and secrets","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-3"},{"type":3,"content":{"version":"KqlItem/1.0","query":"AZKVAuditLogs\\n| where OperationName endswith \'Delete\' or OperationName endswith \'Purge\'\\n| project TimeGenerated, OperationName, RequestUri, CallerIpAddress, ResultType\\n| order by TimeGenerated desc","size":0,"title":"Keys and secrets that were deleted","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-4"},{"type":3,"content":{"version":"KqlItem/1.0","query":"StorageBlobLogs\\n| where OperationName == \'GetBlob\'\\n| summarize Reads = count(), Last = max(TimeGenerated) by AccountName, RequesterObjectId, CallerIpAddress, AuthenticationType\\n| order by Reads desc","size":0,"title":"Who reads the archive","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-5"},{"type":3,"content":{"version":"KqlItem/1.0","query":"LAQueryLogs\\n| summarize Queries = count(), Records = sum(ResponseRowCount), Last = max(TimeGenerated) by AADEmail, RequestClientApp\\n| order by Records desc","size":0,"title":"Who asks the workspace","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-6"},{"type":3,"content":{"version":"KqlItem/1.0","query":"MicrosoftAzureBastionAuditLogs\\n| project TimeGenerated, UserName, Protocol, TargetResourceId, ClientIpAddress, Message\\n| order by TimeGenerated desc\\n| take 100","size":0,"title":"Sessions through Bastion","noDataMessage":"nothing in this time","timeContextFromParameter":"TimeRange","queryType":0,"resourceType":"microsoft.operationalinsights/workspaces","visualization":"table"},"name":"part-7"}],"fallbackResourceIds":[],"$schema":"https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"}'
        }
      ]
    }
    roleAssignments: {
      accountRoleAssignments: [
        {
          name: 'd039fd73-ba8e-5585-a7f1-5e60ff9093a6'
          principalId: '62222222-2222-2222-2222-222222222201'
        }
        {
          name: 'febb0ee1-85fc-5530-b0b6-7d4a5e8d9b0e'
          principalId: '63333333-3333-3333-3333-333333333301'
        }
        {
          name: '4f075a7c-2469-58b8-abbb-280ef161e9a1'
          principalId: '62222222-2222-2222-2222-222222222202'
        }
      ]
      accountRoleAssignments2: [
        {
          accountName: 'case-summaries-2ew3a'
          name: '3411025d-631f-5a1c-86cb-b975c32301a7'
          roleDefinitionName: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'
          principalId: '62222222-2222-2222-2222-222222222201'
        }
        {
          accountName: 'case-summaries-2ew3a'
          name: 'c61d8afd-b5ad-5603-9854-84703b230c1d'
          roleDefinitionName: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
          principalId: '64444444-4444-4444-4444-444444444444'
        }
        {
          accountName: 'letter-drafts-524zb'
          name: 'db3cd729-170b-58a7-ada9-e400eddb2ce2'
          roleDefinitionName: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'
          principalId: '62222222-2222-2222-2222-222222222202'
        }
        {
          accountName: 'letter-drafts-524zb'
          name: 'd0781764-3dff-5dad-a0bb-53c0ddb56afd'
          roleDefinitionName: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
          principalId: '64444444-4444-4444-4444-444444444444'
        }
      ]
    }
  }
]

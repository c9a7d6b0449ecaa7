// governance/defender-for-cloud-subscription: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

resource cloudPosturePricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'CloudPosture'
  properties: {
    pricingTier: 'Standard'
    extensions: [
      {
        name: 'AgentlessVmScanning'
        isEnabled: 'True'
        additionalExtensionProperties: {
          ExclusionTags: '[]'
        }
      }
      {
        name: 'AgentlessDiscoveryForKubernetes'
        isEnabled: 'True'
      }
      {
        name: 'ContainerRegistriesVulnerabilityAssessments'
        isEnabled: 'True'
      }
      {
        name: 'SensitiveDataDiscovery'
        isEnabled: 'True'
      }
    ]
  }
}

resource armPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'Arm'
  properties: {
    pricingTier: 'Standard'
    subPlan: 'PerSubscription'
  }
  dependsOn: [
    cloudPosturePricing
  ]
}

resource keyVaultsPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'KeyVaults'
  properties: {
    pricingTier: 'Standard'
    subPlan: 'PerKeyVault'
  }
  dependsOn: [
    armPricing
  ]
}

resource storageAccountsPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'StorageAccounts'
  properties: {
    pricingTier: 'Standard'
    subPlan: 'DefenderForStorageV2'
    extensions: [
      {
        name: 'OnUploadMalwareScanning'
        isEnabled: 'True'
        additionalExtensionProperties: {
          CapGBPerMonthPerStorageAccount: '10000'
        }
      }
      {
        name: 'SensitiveDataDiscovery'
        isEnabled: 'True'
      }
    ]
  }
  dependsOn: [
    keyVaultsPricing
  ]
}

resource aIPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'AI'
  properties: {
    pricingTier: 'Standard'
    extensions: [
      {
        name: 'AIModelScanner'
        isEnabled: 'True'
      }
      {
        name: 'AIPromptEvidence'
        isEnabled: 'False'
      }
      {
        name: 'AIPromptSharingWithPurview'
        isEnabled: 'False'
      }
    ]
  }
  dependsOn: [
    storageAccountsPricing
  ]
}

resource containersPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'Containers'
  properties: {
    pricingTier: 'Standard'
    extensions: [
      {
        name: 'ContainerRegistriesVulnerabilityAssessments'
        isEnabled: 'True'
      }
      {
        name: 'AgentlessDiscoveryForKubernetes'
        isEnabled: 'True'
      }
      {
        name: 'AgentlessVmScanning'
        isEnabled: 'True'
        additionalExtensionProperties: {
          ExclusionTags: '[]'
        }
      }
      {
        name: 'ContainerSensor'
        isEnabled: 'True'
        additionalExtensionProperties: {
          AntiMalwareEnabled: 'True'
          SecurityGatingEnabled: 'True'
        }
      }
      {
        name: 'ContainerIntegrityContribution'
        isEnabled: 'True'
      }
    ]
  }
  dependsOn: [
    aIPricing
  ]
}

resource virtualMachinesPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'VirtualMachines'
  properties: {
    pricingTier: 'Standard'
    subPlan: 'P2'
    extensions: [
      {
        name: 'AgentlessVmScanning'
        isEnabled: 'True'
        additionalExtensionProperties: {
          ExclusionTags: '[]'
        }
      }
      {
        name: 'MdeDesignatedSubscription'
        isEnabled: 'False'
      }
    ]
  }
  dependsOn: [
    containersPricing
  ]
}

resource sqlServersPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'SqlServers'
  properties: {
    pricingTier: 'Standard'
  }
  dependsOn: [
    virtualMachinesPricing
  ]
}

resource sqlServerVirtualMachinesPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'SqlServerVirtualMachines'
  properties: {
    pricingTier: 'Standard'
  }
  dependsOn: [
    sqlServersPricing
  ]
}

resource openSourceRelationalDatabasesPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'OpenSourceRelationalDatabases'
  properties: {
    pricingTier: 'Standard'
  }
  dependsOn: [
    sqlServerVirtualMachinesPricing
  ]
}

resource cosmosDbsPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'CosmosDbs'
  properties: {
    pricingTier: 'Standard'
  }
  dependsOn: [
    openSourceRelationalDatabasesPricing
  ]
}

resource apiPricing 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'Api'
  properties: {
    pricingTier: 'Standard'
    subPlan: 'P1'
  }
  dependsOn: [
    cosmosDbsPricing
  ]
}

resource securityContact 'Microsoft.Security/securityContacts@2023-12-01-preview' = {
  name: 'default'
  properties: {
    isEnabled: true
    emails: 'platform@cases.example.org'
    notificationsByRole: {
      state: 'On'
      roles: [
        'Owner'
      ]
    }
    notificationsSources: [
      {
        sourceType: 'Alert'
        minimalSeverity: 'Medium'
      }
      {
        sourceType: 'AttackPath'
        minimalRiskLevel: 'High'
      }
    ]
  }
}

resource sentinelSetting 'Microsoft.Security/settings@2022-05-01' = {
  name: 'Sentinel'
  kind: 'AlertSyncSettings'
  properties: {
    enabled: true
  }
}

resource wDATPSetting 'Microsoft.Security/settings@2022-05-01' = {
  name: 'WDATP'
  kind: 'DataExportSettings'
  properties: {
    enabled: false
  }
}

// container-infrastructure/azure-kubernetes-service: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('For each private DNS zone its resource id, by its name.')
param privateDnsZoneIds { *: string }

@description('The resource id of the registry.')
param registryId string

@description('The resource id of the disk encryption set.')
param diskEncryptionSetId string

@description('The resource id of the workspace.')
param workspaceId string

@description('For each key its `properties.keyUriWithVersion`, by its name.')
param keyUriWithVersions { *: string }

@description('The resource id of the vault.')
param vaultId string

resource gatewayUserAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: 'id-${enclave}-${region}-gateway'
}

resource managedCluster 'Microsoft.ContainerService/managedClusters@2026-05-01' = {
  name: 'aks-${enclave}-${region}'
  location: location
  sku: {
    name: 'Base'
    tier: 'Standard'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.kubernetes}': {}
    }
  }
  tags: tags
  properties: {
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        type: 'VirtualMachineScaleSets'
        vmSize: 'Standard_D4ds_v5'
        osType: 'Linux'
        osSKU: 'AzureLinux'
        osDiskType: 'Ephemeral'
        count: 3
        enableAutoScaling: true
        minCount: 3
        maxCount: 6
        maxPods: 50
        availabilityZones: [
          '1'
          '2'
          '3'
        ]
        vnetSubnetID: subnetIds.kubernetes
        enableNodePublicIP: false
        enableEncryptionAtHost: true
        securityProfile: {
          sshAccess: 'Disabled'
          enableSecureBoot: true
          enableVTPM: true
        }
        nodeTaints: [
          'CriticalAddonsOnly=true:NoSchedule'
        ]
        nodeLabels: {
          'enclave/workload': 'system'
        }
        upgradeSettings: {
          maxSurge: '33%'
        }
      }
    ]
    dnsPrefix: 'aks-contoso-bank-${region}'
    nodeResourceGroup: 'rg-contoso-bank-${region}-nodes'
    nodeResourceGroupProfile: {
      restrictionLevel: 'ReadOnly'
    }
    enableRBAC: true
    disableLocalAccounts: true
    aadProfile: {
      managed: true
      enableAzureRBAC: true
      tenantID: '11111111-1111-1111-1111-111111111111'
      adminGroupObjectIDs: [
        '55555555-5555-5555-5555-555555555555'
      ]
    }
    publicNetworkAccess: 'Disabled'
    apiServerAccessProfile: {
      enablePrivateCluster: true
      enableVnetIntegration: true
      subnetId: subnetIds['kubernetes-api']
      privateDNSZone: privateDnsZoneIds['privatelink.${location}.azmk8s.io']
      enablePrivateClusterPublicFQDN: false
      disableRunCommand: true
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkPolicy: 'cilium'
      networkDataplane: 'cilium'
      advancedNetworking: {
        enabled: true
        observability: {
          enabled: true
        }
        security: {
          enabled: true
          transitEncryption: {
            type: 'WireGuard'
          }
        }
      }
      loadBalancerSku: 'standard'
      outboundType: 'userDefinedRouting'
      podCidr: '100.64.0.0/16'
      serviceCidr: '100.65.0.0/16'
      dnsServiceIP: '100.65.0.10'
    }
    identityProfile: {
      kubeletidentity: {
        resourceId: userAssignedIdentityIds.kubelet
      }
    }
    bootstrapProfile: {
      artifactSource: 'Cache'
      containerRegistryId: registryId
    }
    diskEncryptionSetID: diskEncryptionSetId
    oidcIssuerProfile: {
      enabled: true
    }
    securityProfile: {
      workloadIdentity: {
        enabled: true
      }
      imageCleaner: {
        enabled: true
        intervalHours: 48
      }
      defender: {
        logAnalyticsWorkspaceResourceId: workspaceId
        securityMonitoring: {
          enabled: true
        }
      }
      azureKeyVaultKms: {
        enabled: true
        keyId: keyUriWithVersions.kubernetes
        keyVaultNetworkAccess: 'Private'
        keyVaultResourceId: vaultId
      }
    }
    addonProfiles: {
      azurepolicy: {
        enabled: true
        config: {
          version: 'v2'
        }
      }
      azureKeyvaultSecretsProvider: {
        enabled: true
        config: {
          enableSecretRotation: 'true'
        }
      }
      omsagent: {
        enabled: true
        config: {
          logAnalyticsWorkspaceResourceID: workspaceId
          useAADAuth: 'true'
        }
      }
    }
    azureMonitorProfile: {
      metrics: {
        enabled: true
      }
    }
    serviceMeshProfile: {
      mode: 'Istio'
      istio: {
        components: {
          proxyRedirectionMechanism: 'CNIChaining'
        }
      }
    }
    storageProfile: {
      diskCSIDriver: {
        enabled: true
      }
      fileCSIDriver: {
        enabled: false
      }
      snapshotController: {
        enabled: true
      }
    }
    autoUpgradeProfile: {
      upgradeChannel: 'patch'
      nodeOSUpgradeChannel: 'NodeImage'
    }
  }
}

resource managedClusterGatewayAgentPool 'Microsoft.ContainerService/managedClusters/agentPools@2026-05-01' = {
  parent: managedCluster
  name: 'gateway'
  properties: {
    mode: 'User'
    type: 'VirtualMachineScaleSets'
    vmSize: 'Standard_D4ds_v5'
    osType: 'Linux'
    osSKU: 'AzureLinux'
    osDiskType: 'Ephemeral'
    count: 3
    enableAutoScaling: true
    minCount: 3
    maxCount: 6
    maxPods: 50
    availabilityZones: [
      '1'
      '2'
      '3'
    ]
    vnetSubnetID: subnetIds.gateway
    enableNodePublicIP: false
    enableEncryptionAtHost: true
    securityProfile: {
      sshAccess: 'Disabled'
      enableSecureBoot: true
      enableVTPM: true
    }
    nodeTaints: [
      'enclave/workload=gateway:NoSchedule'
    ]
    nodeLabels: {
      'enclave/workload': 'gateway'
    }
    upgradeSettings: {
      maxSurge: '33%'
    }
  }
}

resource managedClusterWorkloadAgentPool 'Microsoft.ContainerService/managedClusters/agentPools@2026-05-01' = {
  parent: managedCluster
  name: 'workload'
  properties: {
    mode: 'User'
    type: 'VirtualMachineScaleSets'
    vmSize: 'Standard_D4ds_v5'
    osType: 'Linux'
    osSKU: 'AzureLinux'
    osDiskType: 'Ephemeral'
    count: 0
    enableAutoScaling: true
    minCount: 0
    maxCount: 6
    maxPods: 50
    availabilityZones: [
      '1'
      '2'
      '3'
    ]
    vnetSubnetID: subnetIds.kubernetes
    enableNodePublicIP: false
    enableEncryptionAtHost: true
    securityProfile: {
      sshAccess: 'Disabled'
      enableSecureBoot: true
      enableVTPM: true
    }
    nodeLabels: {
      'enclave/workload': 'workload'
    }
    upgradeSettings: {
      maxSurge: '33%'
    }
  }
  dependsOn: [
    managedClusterGatewayAgentPool
  ]
}

resource managedClusterAksAutoUpgradeScheduleMaintenanceConfiguration 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2026-05-01' = {
  parent: managedCluster
  name: 'aksManagedAutoUpgradeSchedule'
  properties: {
    maintenanceWindow: {
      schedule: {
        weekly: {
          intervalWeeks: 1
          dayOfWeek: 'Saturday'
        }
      }
      durationHours: 8
      utcOffset: '+00:00'
      startTime: '22:00'
    }
  }
  dependsOn: [
    managedClusterWorkloadAgentPool
  ]
}

resource managedClusterAksNodeOSUpgradeScheduleMaintenanceConfiguration 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2026-05-01' = {
  parent: managedCluster
  name: 'aksManagedNodeOSUpgradeSchedule'
  properties: {
    maintenanceWindow: {
      schedule: {
        weekly: {
          intervalWeeks: 1
          dayOfWeek: 'Sunday'
        }
      }
      durationHours: 8
      utcOffset: '+00:00'
      startTime: '22:00'
    }
  }
  dependsOn: [
    managedClusterAksAutoUpgradeScheduleMaintenanceConfiguration
  ]
}

resource federatedCredential 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: gatewayUserAssignedIdentity
  name: 'kubernetes'
  properties: {
    issuer: managedCluster.properties.oidcIssuerProfile.issuerURL
    subject: 'system:serviceaccount:gateway:gateway'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

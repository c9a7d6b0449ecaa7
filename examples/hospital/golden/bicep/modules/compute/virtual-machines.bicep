// compute/virtual-machines: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

@description('Azure region of the resources.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@secure()
@description('Public SSH key of the account that machines are made with; people log in with Microsoft Entra.')
param machineSshPublicKey string

@description('For each subnet its resource id, by its name.')
param subnetIds { *: string }

@description('The resource id of the disk encryption set.')
param diskEncryptionSetId string

@description('For each user assigned identity its resource id, by its name.')
param userAssignedIdentityIds { *: string }

@description('Admin username of the virtual machine.')
param virtualMachineAdminUsername string

@description('The resource id of the host group.')
param hostGroupId string

resource sshPublicKey 'Microsoft.Compute/sshPublicKeys@2026-04-01' = {
  name: 'sshkey-${enclave}-${region}-machines'
  location: location
  tags: tags
  properties: {
    publicKey: machineSshPublicKey
  }
}

resource networkInterface 'Microsoft.Network/networkInterfaces@2025-09-01' = {
  name: 'nic-${enclave}-${region}-machine-1'
  location: location
  tags: tags
  properties: {
    enableIPForwarding: false
    enableAcceleratedNetworking: true
    ipConfigurations: [
      {
        name: 'ip-1'
        properties: {
          primary: true
          subnet: {
            id: subnetIds.machines
          }
          privateIPAllocationMethod: 'Dynamic'
          privateIPAddressVersion: 'IPv4'
        }
      }
    ]
  }
}

resource disk 'Microsoft.Compute/disks@2026-03-02' = {
  name: 'disk-${enclave}-${region}-machine-1'
  location: location
  sku: {
    name: 'Premium_LRS'
  }
  zones: [
    '1'
  ]
  tags: tags
  properties: {
    creationData: {
      createOption: 'Empty'
    }
    diskSizeGB: 256
    encryption: {
      type: 'EncryptionAtRestWithPlatformAndCustomerKeys'
      diskEncryptionSetId: diskEncryptionSetId
    }
    networkAccessPolicy: 'DenyAll'
    publicNetworkAccess: 'Disabled'
    dataAccessAuthMode: 'AzureActiveDirectory'
  }
}

resource virtualMachine 'Microsoft.Compute/virtualMachines@2026-04-01' = {
  name: 'vm-${enclave}-${region}-1'
  location: location
  zones: [
    '1'
  ]
  identity: {
    type: 'SystemAssigned, UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityIds.machines}': {}
    }
  }
  tags: tags
  properties: {
    hardwareProfile: {
      vmSize: 'Standard_D4as_v5'
    }
    storageProfile: {
      imageReference: {
        publisher: 'Canonical'
        offer: 'ubuntu-24_04-lts'
        sku: 'server'
        version: 'latest'
      }
      osDisk: {
        osType: 'Linux'
        createOption: 'FromImage'
        deleteOption: 'Delete'
        caching: 'ReadWrite'
        managedDisk: {
          storageAccountType: 'Premium_LRS'
          diskEncryptionSet: {
            id: diskEncryptionSetId
          }
          additionalDiskProperties: {
            managedDiskProperties: {
              networkAccessPolicy: 'DenyAll'
            }
          }
        }
      }
      dataDisks: [
        {
          lun: 0
          createOption: 'Attach'
          caching: 'ReadOnly'
          deleteOption: 'Detach'
          managedDisk: {
            id: disk.id
          }
        }
      ]
    }
    osProfile: {
      computerName: 'vm-mercy-health-east-1'
      adminUsername: virtualMachineAdminUsername
      allowExtensionOperations: true
      linuxConfiguration: {
        disablePasswordAuthentication: true
        provisionVMAgent: true
        patchSettings: {
          patchMode: 'AutomaticByPlatform'
          assessmentMode: 'AutomaticByPlatform'
          automaticByPlatformSettings: {
            rebootSetting: 'IfRequired'
            bypassPlatformSafetyChecksOnUserSchedule: true
          }
        }
        ssh: {
          publicKeys: [
            {
              path: '/home/${virtualMachineAdminUsername}/.ssh/authorized_keys'
              keyData: sshPublicKey.properties.publicKey
            }
          ]
        }
      }
    }
    networkProfile: {
      networkInterfaces: [
        {
          id: networkInterface.id
          properties: {
            primary: true
            deleteOption: 'Delete'
          }
        }
      ]
    }
    securityProfile: {
      securityType: 'TrustedLaunch'
      uefiSettings: {
        secureBootEnabled: true
        vTpmEnabled: true
      }
      encryptionAtHost: true
    }
    diagnosticsProfile: {
      bootDiagnostics: {
        enabled: true
      }
    }
    hostGroup: {
      id: hostGroupId
    }
  }
}

resource virtualMachineAADSSHLoginForLinuxExtension 'Microsoft.Compute/virtualMachines/extensions@2026-04-01' = {
  parent: virtualMachine
  name: 'AADSSHLoginForLinux'
  location: location
  tags: tags
  properties: {
    publisher: 'Microsoft.Azure.ActiveDirectory'
    type: 'AADSSHLoginForLinux'
    typeHandlerVersion: '1.0'
    autoUpgradeMinorVersion: true
    enableAutomaticUpgrade: false
  }
}

resource virtualMachineAzureMonitorLinuxAgentExtension 'Microsoft.Compute/virtualMachines/extensions@2026-04-01' = {
  parent: virtualMachine
  name: 'AzureMonitorLinuxAgent'
  location: location
  tags: tags
  properties: {
    publisher: 'Microsoft.Azure.Monitor'
    type: 'AzureMonitorLinuxAgent'
    typeHandlerVersion: '1.33'
    autoUpgradeMinorVersion: true
    enableAutomaticUpgrade: true
    settings: {
      authentication: {
        managedIdentity: {
          'identifier-name': 'mi_res_id'
          'identifier-value': userAssignedIdentityIds.machines
        }
      }
    }
  }
}

resource virtualMachineGuestAttestationExtension 'Microsoft.Compute/virtualMachines/extensions@2026-04-01' = {
  parent: virtualMachine
  name: 'GuestAttestation'
  location: location
  tags: tags
  properties: {
    publisher: 'Microsoft.Azure.Security.LinuxAttestation'
    type: 'GuestAttestation'
    typeHandlerVersion: '1.0'
    autoUpgradeMinorVersion: true
    enableAutomaticUpgrade: true
    settings: {
      AttestationConfig: {
        MaaSettings: {
          maaEndpoint: ''
          maaTenantName: 'GuestAttestation'
        }
        AscSettings: {
          ascReportingEndpoint: ''
          ascReportingFrequency: ''
        }
        useCustomToken: 'false'
        disableAlerts: 'false'
      }
    }
  }
}

resource maintenanceConfiguration 'Microsoft.Maintenance/maintenanceConfigurations@2023-04-01' = {
  name: 'mc-${enclave}-${region}-patches'
  location: location
  tags: tags
  properties: {
    maintenanceScope: 'InGuestPatch'
    extensionProperties: {
      InGuestPatchMode: 'User'
    }
    visibility: 'Custom'
    maintenanceWindow: {
      startDateTime: '2026-01-04 02:00'
      duration: '03:00'
      timeZone: 'UTC'
      recurEvery: 'Week Sunday'
    }
    installPatches: {
      rebootSetting: 'IfRequired'
      linuxParameters: {
        classificationsToInclude: [
          'Critical'
          'Security'
        ]
      }
    }
  }
}

@description('Resource id of the virtual machine.')
output virtualMachineId string = virtualMachine.id

@description('`properties.publicKey` of the ssh public key.')
output sshPublicKeyPublicKey string = sshPublicKey.properties.publicKey

@description('Resource id of the maintenance configuration.')
output maintenanceConfigurationId string = maintenanceConfiguration.id

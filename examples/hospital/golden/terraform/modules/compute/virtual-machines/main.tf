# compute/virtual-machines: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "ssh_public_key" {
  type      = "Microsoft.Compute/sshPublicKeys@2026-04-01"
  parent_id = var.resource_group_id
  name      = "sshkey-${var.enclave}-${var.region}-machines"
  location  = var.location
  tags      = var.tags
  sensitive_body = {
    properties = {
      publicKey = var.machine_ssh_public_key
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    public_key = "properties.publicKey"
  }
}

resource "azapi_resource" "network_interface" {
  type      = "Microsoft.Network/networkInterfaces@2025-09-01"
  parent_id = var.resource_group_id
  name      = "nic-${var.enclave}-${var.region}-machine-1"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      enableIPForwarding          = false
      enableAcceleratedNetworking = true
      ipConfigurations = [
        {
          name = "ip-1"
          properties = {
            primary = true
            subnet = {
              id = var.subnet_ids.machines
            }
            privateIPAllocationMethod = "Dynamic"
            privateIPAddressVersion   = "IPv4"
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "disk" {
  type      = "Microsoft.Compute/disks@2026-03-02"
  parent_id = var.resource_group_id
  name      = "disk-${var.enclave}-${var.region}-machine-1"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Premium_LRS"
    }
    zones = ["1"]
    properties = {
      creationData = {
        createOption = "Empty"
      }
      diskSizeGB = 256
      encryption = {
        type                = "EncryptionAtRestWithPlatformAndCustomerKeys"
        diskEncryptionSetId = var.disk_encryption_set_id
      }
      networkAccessPolicy = "DenyAll"
      publicNetworkAccess = "Disabled"
      dataAccessAuthMode  = "AzureActiveDirectory"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "virtual_machine" {
  type      = "Microsoft.Compute/virtualMachines@2026-04-01"
  parent_id = var.resource_group_id
  name      = "vm-${var.enclave}-${var.region}-1"
  location  = var.location
  tags      = var.tags
  body = {
    zones = ["1"]
    properties = {
      hardwareProfile = {
        vmSize = "Standard_D4as_v5"
      }
      storageProfile = {
        imageReference = {
          publisher = "Canonical"
          offer     = "ubuntu-24_04-lts"
          sku       = "server"
          version   = "latest"
        }
        osDisk = {
          osType       = "Linux"
          createOption = "FromImage"
          deleteOption = "Delete"
          caching      = "ReadWrite"
          managedDisk = {
            storageAccountType = "Premium_LRS"
            diskEncryptionSet = {
              id = var.disk_encryption_set_id
            }
            additionalDiskProperties = {
              managedDiskProperties = {
                networkAccessPolicy = "DenyAll"
              }
            }
          }
        }
        dataDisks = [
          {
            lun          = 0
            createOption = "Attach"
            caching      = "ReadOnly"
            deleteOption = "Detach"
            managedDisk = {
              id = "${azapi_resource.disk.parent_id}/providers/Microsoft.Compute/disks/${azapi_resource.disk.name}"
            }
          },
        ]
      }
      osProfile = {
        computerName             = "vm-mercy-health-east-1"
        adminUsername            = var.virtual_machine_admin_username
        allowExtensionOperations = true
        linuxConfiguration = {
          disablePasswordAuthentication = true
          provisionVMAgent              = true
          patchSettings = {
            patchMode      = "AutomaticByPlatform"
            assessmentMode = "AutomaticByPlatform"
            automaticByPlatformSettings = {
              rebootSetting                            = "IfRequired"
              bypassPlatformSafetyChecksOnUserSchedule = true
            }
          }
          ssh = {
            publicKeys = [
              {
                path    = "/home/${var.virtual_machine_admin_username}/.ssh/authorized_keys"
                keyData = azapi_resource.ssh_public_key.output.public_key
              },
            ]
          }
        }
      }
      networkProfile = {
        networkInterfaces = [
          {
            id = "${azapi_resource.network_interface.parent_id}/providers/Microsoft.Network/networkInterfaces/${azapi_resource.network_interface.name}"
            properties = {
              primary      = true
              deleteOption = "Delete"
            }
          },
        ]
      }
      securityProfile = {
        securityType = "TrustedLaunch"
        uefiSettings = {
          secureBootEnabled = true
          vTpmEnabled       = true
        }
        encryptionAtHost = true
      }
      diagnosticsProfile = {
        bootDiagnostics = {
          enabled = true
        }
      }
      hostGroup = {
        id = var.host_group_id
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.machines]
  }
}

resource "azapi_resource" "virtual_machine_aadssh_login_for_linux_extension" {
  type      = "Microsoft.Compute/virtualMachines/extensions@2026-04-01"
  parent_id = azapi_resource.virtual_machine.id
  name      = "AADSSHLoginForLinux"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      publisher               = "Microsoft.Azure.ActiveDirectory"
      type                    = "AADSSHLoginForLinux"
      typeHandlerVersion      = "1.0"
      autoUpgradeMinorVersion = true
      enableAutomaticUpgrade  = false
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "virtual_machine_azure_monitor_linux_agent_extension" {
  type      = "Microsoft.Compute/virtualMachines/extensions@2026-04-01"
  parent_id = azapi_resource.virtual_machine.id
  name      = "AzureMonitorLinuxAgent"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      publisher               = "Microsoft.Azure.Monitor"
      type                    = "AzureMonitorLinuxAgent"
      typeHandlerVersion      = "1.33"
      autoUpgradeMinorVersion = true
      enableAutomaticUpgrade  = true
      settings = {
        authentication = {
          managedIdentity = {
            "identifier-name"  = "mi_res_id"
            "identifier-value" = var.user_assigned_identity_ids.machines
          }
        }
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "virtual_machine_guest_attestation_extension" {
  type      = "Microsoft.Compute/virtualMachines/extensions@2026-04-01"
  parent_id = azapi_resource.virtual_machine.id
  name      = "GuestAttestation"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      publisher               = "Microsoft.Azure.Security.LinuxAttestation"
      type                    = "GuestAttestation"
      typeHandlerVersion      = "1.0"
      autoUpgradeMinorVersion = true
      enableAutomaticUpgrade  = true
      settings = {
        AttestationConfig = {
          MaaSettings = {
            maaEndpoint   = ""
            maaTenantName = "GuestAttestation"
          }
          AscSettings = {
            ascReportingEndpoint  = ""
            ascReportingFrequency = ""
          }
          useCustomToken = "false"
          disableAlerts  = "false"
        }
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "maintenance_configuration" {
  type      = "Microsoft.Maintenance/maintenanceConfigurations@2023-04-01"
  parent_id = var.resource_group_id
  name      = "mc-${var.enclave}-${var.region}-patches"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      maintenanceScope = "InGuestPatch"
      extensionProperties = {
        InGuestPatchMode = "User"
      }
      visibility = "Custom"
      maintenanceWindow = {
        startDateTime = "2026-01-04 02:00"
        duration      = "03:00"
        timeZone      = "UTC"
        recurEvery    = "Week Sunday"
      }
      installPatches = {
        rebootSetting = "IfRequired"
        linuxParameters = {
          classificationsToInclude = [
            "Critical",
            "Security",
          ]
        }
      }
    }
  }
  schema_validation_enabled = true
}

# compute/vm-scale-sets: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "worker_virtual_machine_scale_set" {
  type      = "Microsoft.Compute/virtualMachineScaleSets@2026-04-01"
  parent_id = var.resource_group_id
  name      = "vmss-${var.enclave}-${var.region}-worker"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name     = "Standard_D4as_v5"
      tier     = "Standard"
      capacity = 1
    }
    zones = ["1"]
    properties = {
      orchestrationMode        = "Flexible"
      platformFaultDomainCount = 1
      singlePlacementGroup     = false
      zoneBalance              = false
      upgradePolicy = {
        mode = "Rolling"
        rollingUpgradePolicy = {
          maxBatchInstancePercent             = 20
          maxUnhealthyInstancePercent         = 20
          maxUnhealthyUpgradedInstancePercent = 20
          pauseTimeBetweenBatches             = "PT1M"
          prioritizeUnhealthyInstances        = true
        }
      }
      automaticRepairsPolicy = {
        enabled      = true
        gracePeriod  = "PT30M"
        repairAction = "Replace"
      }
      scaleInPolicy = {
        rules = ["OldestVM"]
      }
      proximityPlacementGroup = {
        id = var.proximity_placement_group_id
      }
      virtualMachineProfile = {
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
        }
        osProfile = {
          computerNamePrefix       = "worker-"
          adminUsername            = var.worker_virtual_machine_scale_set_admin_username
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
                  path    = "/home/${var.worker_virtual_machine_scale_set_admin_username}/.ssh/authorized_keys"
                  keyData = var.ssh_public_key_public_key
                },
              ]
            }
          }
        }
        networkProfile = {
          networkApiVersion = "2022-11-01"
          networkInterfaceConfigurations = [
            {
              name = "primary"
              properties = {
                primary                     = true
                deleteOption                = "Delete"
                enableAcceleratedNetworking = true
                enableIPForwarding          = false
                ipConfigurations = [
                  {
                    name = "primary"
                    properties = {
                      subnet = {
                        id = var.subnet_ids.machines
                      }
                      primary                 = true
                      privateIPAddressVersion = "IPv4"
                    }
                  },
                ]
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
        extensionProfile = {
          extensions = [
            {
              name = "ApplicationHealthLinux"
              properties = {
                publisher               = "Microsoft.ManagedServices"
                type                    = "ApplicationHealthLinux"
                typeHandlerVersion      = "2.0"
                autoUpgradeMinorVersion = true
                enableAutomaticUpgrade  = true
                settings = {
                  protocol          = "tcp"
                  port              = 22
                  intervalInSeconds = 10
                  numberOfProbes    = 3
                  gracePeriod       = 600
                }
              }
            },
            {
              name = "AzureMonitorLinuxAgent"
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
            },
            {
              name = "GuestAttestation"
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
            },
          ]
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.machines]
  }
}

resource "azapi_resource" "worker_virtual_machine_scale_set_autoscalesetting" {
  type      = "Microsoft.Insights/autoscalesettings@2022-10-01"
  parent_id = var.resource_group_id
  name      = "as-${var.enclave}-${var.region}-worker"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      enabled           = true
      targetResourceUri = "${azapi_resource.worker_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.worker_virtual_machine_scale_set.name}"
      profiles = [
        {
          name = "load"
          capacity = {
            minimum = "1"
            maximum = "4"
            default = "1"
          }
          rules = [
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.worker_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.worker_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "GreaterThan"
                threshold         = 70
              }
              scaleAction = {
                direction = "Increase"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.worker_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.worker_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "LessThan"
                threshold         = 30
              }
              scaleAction = {
                direction = "Decrease"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
          ]
        },
        {
          name = "workdays"
          capacity = {
            minimum = "2"
            maximum = "4"
            default = "2"
          }
          rules = [
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.worker_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.worker_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "GreaterThan"
                threshold         = 70
              }
              scaleAction = {
                direction = "Increase"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.worker_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.worker_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "LessThan"
                threshold         = 30
              }
              scaleAction = {
                direction = "Decrease"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
          ]
          recurrence = {
            frequency = "Week"
            schedule = {
              timeZone = "UTC"
              days = [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
              ]
              hours   = [6]
              minutes = [0]
            }
          }
        },
        {
          name = "evenings"
          capacity = {
            minimum = "1"
            maximum = "4"
            default = "1"
          }
          rules = [
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.worker_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.worker_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "GreaterThan"
                threshold         = 70
              }
              scaleAction = {
                direction = "Increase"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.worker_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.worker_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "LessThan"
                threshold         = 30
              }
              scaleAction = {
                direction = "Decrease"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
          ]
          recurrence = {
            frequency = "Week"
            schedule = {
              timeZone = "UTC"
              days = [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
              ]
              hours   = [20]
              minutes = [0]
            }
          }
        },
      ]
      notifications = [
        {
          operation = "Scale"
          email = {
            customEmails = [
              "ai-platform@mercy.example.org",
              "privacy-office@mercy.example.org",
            ]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "gateway_virtual_machine_scale_set" {
  type      = "Microsoft.Compute/virtualMachineScaleSets@2026-04-01"
  parent_id = var.resource_group_id
  name      = "vmss-${var.enclave}-${var.region}-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name     = "Standard_D2as_v5"
      tier     = "Standard"
      capacity = 2
    }
    zones = [
      "1",
      "2",
      "3",
    ]
    properties = {
      orchestrationMode        = "Flexible"
      platformFaultDomainCount = 1
      singlePlacementGroup     = false
      zoneBalance              = true
      upgradePolicy = {
        mode = "Rolling"
        rollingUpgradePolicy = {
          maxBatchInstancePercent             = 20
          maxUnhealthyInstancePercent         = 20
          maxUnhealthyUpgradedInstancePercent = 20
          pauseTimeBetweenBatches             = "PT1M"
          prioritizeUnhealthyInstances        = true
        }
      }
      automaticRepairsPolicy = {
        enabled      = true
        gracePeriod  = "PT30M"
        repairAction = "Replace"
      }
      scaleInPolicy = {
        rules = ["OldestVM"]
      }
      virtualMachineProfile = {
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
        }
        osProfile = {
          computerNamePrefix       = "gateway-"
          adminUsername            = var.worker_virtual_machine_scale_set_admin_username
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
                  path    = "/home/${var.worker_virtual_machine_scale_set_admin_username}/.ssh/authorized_keys"
                  keyData = var.ssh_public_key_public_key
                },
              ]
            }
          }
        }
        networkProfile = {
          networkApiVersion = "2022-11-01"
          networkInterfaceConfigurations = [
            {
              name = "primary"
              properties = {
                primary                     = true
                deleteOption                = "Delete"
                enableAcceleratedNetworking = true
                enableIPForwarding          = false
                ipConfigurations = [
                  {
                    name = "primary"
                    properties = {
                      subnet = {
                        id = var.subnet_ids.gateway
                      }
                      primary                 = true
                      privateIPAddressVersion = "IPv4"
                      loadBalancerBackendAddressPools = [
                        {
                          id = var.backend_address_pool_id
                        },
                      ]
                    }
                  },
                ]
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
        extensionProfile = {
          extensions = [
            {
              name = "KeyVaultForLinux"
              properties = {
                publisher               = "Microsoft.Azure.KeyVault"
                type                    = "KeyVaultForLinux"
                typeHandlerVersion      = "3.0"
                autoUpgradeMinorVersion = true
                enableAutomaticUpgrade  = true
                settings = {
                  secretsManagementSettings = {
                    pollingIntervalInS = "3600"
                    requireInitialSync = true
                    aclEnabled         = false
                    observedCertificates = [
                      {
                        url                      = "https://kv-mercy-health-ib6uk.vault.azure.net/secrets/gateway-certificate"
                        certificateStoreLocation = "/var/lib/waagent/Microsoft.Azure.KeyVault/enclave"
                        customSymbolicLinkName   = "gateway.pem"
                      },
                    ]
                  }
                  authenticationSettings = {
                    msiEndpoint = "http://169.254.169.254/metadata/identity"
                    msiClientId = var.user_assigned_identity_client_id
                  }
                }
              }
            },
            {
              name = "ApplicationHealthLinux"
              properties = {
                publisher               = "Microsoft.ManagedServices"
                type                    = "ApplicationHealthLinux"
                typeHandlerVersion      = "2.0"
                autoUpgradeMinorVersion = true
                enableAutomaticUpgrade  = true
                settings = {
                  protocol          = "tcp"
                  port              = 22
                  intervalInSeconds = 10
                  numberOfProbes    = 3
                  gracePeriod       = 600
                }
              }
            },
            {
              name = "AzureMonitorLinuxAgent"
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
                      "identifier-value" = var.user_assigned_identity_ids.gateway
                    }
                  }
                }
              }
            },
            {
              name = "GuestAttestation"
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
            },
          ]
        }
      }
    }
  }
  schema_validation_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.gateway]
  }
}

resource "azapi_resource" "gateway_virtual_machine_scale_set_autoscalesetting" {
  type      = "Microsoft.Insights/autoscalesettings@2022-10-01"
  parent_id = var.resource_group_id
  name      = "as-${var.enclave}-${var.region}-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      enabled           = true
      targetResourceUri = "${azapi_resource.gateway_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.gateway_virtual_machine_scale_set.name}"
      profiles = [
        {
          name = "load"
          capacity = {
            minimum = "2"
            maximum = "4"
            default = "2"
          }
          rules = [
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.gateway_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.gateway_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "GreaterThan"
                threshold         = 70
              }
              scaleAction = {
                direction = "Increase"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.gateway_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.gateway_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "LessThan"
                threshold         = 30
              }
              scaleAction = {
                direction = "Decrease"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
          ]
        },
        {
          name = "workdays"
          capacity = {
            minimum = "3"
            maximum = "4"
            default = "3"
          }
          rules = [
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.gateway_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.gateway_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "GreaterThan"
                threshold         = 70
              }
              scaleAction = {
                direction = "Increase"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.gateway_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.gateway_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "LessThan"
                threshold         = 30
              }
              scaleAction = {
                direction = "Decrease"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
          ]
          recurrence = {
            frequency = "Week"
            schedule = {
              timeZone = "UTC"
              days = [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
              ]
              hours   = [6]
              minutes = [0]
            }
          }
        },
        {
          name = "evenings"
          capacity = {
            minimum = "2"
            maximum = "4"
            default = "2"
          }
          rules = [
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.gateway_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.gateway_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "GreaterThan"
                threshold         = 70
              }
              scaleAction = {
                direction = "Increase"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
            {
              metricTrigger = {
                metricName        = "Percentage CPU"
                metricNamespace   = "Microsoft.Compute/virtualMachineScaleSets"
                metricResourceUri = "${azapi_resource.gateway_virtual_machine_scale_set.parent_id}/providers/Microsoft.Compute/virtualMachineScaleSets/${azapi_resource.gateway_virtual_machine_scale_set.name}"
                timeGrain         = "PT1M"
                statistic         = "Average"
                timeWindow        = "PT5M"
                timeAggregation   = "Average"
                operator          = "LessThan"
                threshold         = 30
              }
              scaleAction = {
                direction = "Decrease"
                type      = "ChangeCount"
                value     = "1"
                cooldown  = "PT5M"
              }
            },
          ]
          recurrence = {
            frequency = "Week"
            schedule = {
              timeZone = "UTC"
              days = [
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
              ]
              hours   = [20]
              minutes = [0]
            }
          }
        },
      ]
      notifications = [
        {
          operation = "Scale"
          email = {
            customEmails = [
              "ai-platform@mercy.example.org",
              "privacy-office@mercy.example.org",
            ]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true
}

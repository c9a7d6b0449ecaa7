# container-infrastructure/azure-kubernetes-service: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "managed_cluster" {
  type      = "Microsoft.ContainerService/managedClusters@2026-05-01"
  parent_id = var.resource_group_id
  name      = "aks-${var.enclave}-${var.region}"
  location  = var.location
  tags      = var.tags
  body = {
    sku = {
      name = "Base"
      tier = "Standard"
    }
    properties = {
      agentPoolProfiles = [
        {
          name              = "system"
          mode              = "System"
          type              = "VirtualMachineScaleSets"
          vmSize            = "Standard_D4ds_v5"
          osType            = "Linux"
          osSKU             = "AzureLinux"
          osDiskType        = "Ephemeral"
          count             = 3
          enableAutoScaling = true
          minCount          = 3
          maxCount          = 6
          maxPods           = 50
          availabilityZones = [
            "1",
            "2",
            "3",
          ]
          vnetSubnetID           = var.subnet_ids.kubernetes
          enableNodePublicIP     = false
          enableEncryptionAtHost = true
          securityProfile = {
            sshAccess        = "Disabled"
            enableSecureBoot = true
            enableVTPM       = true
          }
          nodeTaints = ["CriticalAddonsOnly=true:NoSchedule"]
          nodeLabels = {
            "enclave/workload" = "system"
          }
          upgradeSettings = {
            maxSurge = "33%"
          }
        },
      ]
      dnsPrefix         = "aks-contoso-bank-${var.region}"
      nodeResourceGroup = "rg-contoso-bank-${var.region}-nodes"
      nodeResourceGroupProfile = {
        restrictionLevel = "ReadOnly"
      }
      enableRBAC           = true
      disableLocalAccounts = true
      aadProfile = {
        managed             = true
        enableAzureRBAC     = true
        tenantID            = "11111111-1111-1111-1111-111111111111"
        adminGroupObjectIDs = ["55555555-5555-5555-5555-555555555555"]
      }
      publicNetworkAccess = "Disabled"
      apiServerAccessProfile = {
        enablePrivateCluster           = true
        enableVnetIntegration          = true
        subnetId                       = var.subnet_ids["kubernetes-api"]
        privateDNSZone                 = var.private_dns_zone_ids["privatelink.${var.location}.azmk8s.io"]
        enablePrivateClusterPublicFQDN = false
        disableRunCommand              = true
      }
      networkProfile = {
        networkPlugin     = "azure"
        networkPluginMode = "overlay"
        networkPolicy     = "cilium"
        networkDataplane  = "cilium"
        advancedNetworking = {
          enabled = true
          observability = {
            enabled = true
          }
          security = {
            enabled = true
            transitEncryption = {
              type = "WireGuard"
            }
          }
        }
        loadBalancerSku = "standard"
        outboundType    = "userDefinedRouting"
        podCidr         = "100.64.0.0/16"
        serviceCidr     = "100.65.0.0/16"
        dnsServiceIP    = "100.65.0.10"
      }
      identityProfile = {
        kubeletidentity = {
          resourceId = var.user_assigned_identity_ids.kubelet
        }
      }
      bootstrapProfile = {
        artifactSource      = "Cache"
        containerRegistryId = var.registry_id
      }
      diskEncryptionSetID = var.disk_encryption_set_id
      oidcIssuerProfile = {
        enabled = true
      }
      securityProfile = {
        workloadIdentity = {
          enabled = true
        }
        imageCleaner = {
          enabled       = true
          intervalHours = 48
        }
        defender = {
          logAnalyticsWorkspaceResourceId = var.workspace_id
          securityMonitoring = {
            enabled = true
          }
        }
        azureKeyVaultKms = {
          enabled               = true
          keyId                 = var.key_uri_with_versions.kubernetes
          keyVaultNetworkAccess = "Private"
          keyVaultResourceId    = var.vault_id
        }
      }
      addonProfiles = {
        azurepolicy = {
          enabled = true
          config = {
            version = "v2"
          }
        }
        azureKeyvaultSecretsProvider = {
          enabled = true
          config = {
            enableSecretRotation = "true"
          }
        }
        omsagent = {
          enabled = true
          config = {
            logAnalyticsWorkspaceResourceID = var.workspace_id
            useAADAuth                      = "true"
          }
        }
      }
      azureMonitorProfile = {
        metrics = {
          enabled = true
        }
      }
      serviceMeshProfile = {
        mode = "Istio"
        istio = {
          components = {
            proxyRedirectionMechanism = "CNIChaining"
          }
        }
      }
      storageProfile = {
        diskCSIDriver = {
          enabled = true
        }
        fileCSIDriver = {
          enabled = false
        }
        snapshotController = {
          enabled = true
        }
      }
      autoUpgradeProfile = {
        upgradeChannel       = "patch"
        nodeOSUpgradeChannel = "NodeImage"
      }
    }
  }
  schema_validation_enabled = true
  response_export_values = {
    issuer_url = "properties.oidcIssuerProfile.issuerURL"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.user_assigned_identity_ids.kubernetes]
  }
}

resource "azapi_resource" "managed_cluster_gateway_agent_pool" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2026-05-01"
  parent_id = azapi_resource.managed_cluster.id
  name      = "gateway"
  body = {
    properties = {
      mode              = "User"
      type              = "VirtualMachineScaleSets"
      vmSize            = "Standard_D4ds_v5"
      osType            = "Linux"
      osSKU             = "AzureLinux"
      osDiskType        = "Ephemeral"
      count             = 3
      enableAutoScaling = true
      minCount          = 3
      maxCount          = 6
      maxPods           = 50
      availabilityZones = [
        "1",
        "2",
        "3",
      ]
      vnetSubnetID           = var.subnet_ids.gateway
      enableNodePublicIP     = false
      enableEncryptionAtHost = true
      securityProfile = {
        sshAccess        = "Disabled"
        enableSecureBoot = true
        enableVTPM       = true
      }
      nodeTaints = ["enclave/workload=gateway:NoSchedule"]
      nodeLabels = {
        "enclave/workload" = "gateway"
      }
      upgradeSettings = {
        maxSurge = "33%"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "managed_cluster_workload_agent_pool" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2026-05-01"
  parent_id = azapi_resource.managed_cluster.id
  name      = "workload"
  body = {
    properties = {
      mode              = "User"
      type              = "VirtualMachineScaleSets"
      vmSize            = "Standard_D4ds_v5"
      osType            = "Linux"
      osSKU             = "AzureLinux"
      osDiskType        = "Ephemeral"
      count             = 0
      enableAutoScaling = true
      minCount          = 0
      maxCount          = 6
      maxPods           = 50
      availabilityZones = [
        "1",
        "2",
        "3",
      ]
      vnetSubnetID           = var.subnet_ids.kubernetes
      enableNodePublicIP     = false
      enableEncryptionAtHost = true
      securityProfile = {
        sshAccess        = "Disabled"
        enableSecureBoot = true
        enableVTPM       = true
      }
      nodeLabels = {
        "enclave/workload" = "workload"
      }
      upgradeSettings = {
        maxSurge = "33%"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.managed_cluster_gateway_agent_pool]
}

resource "azapi_resource" "managed_cluster_aks_auto_upgrade_schedule_maintenance_configuration" {
  type      = "Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2026-05-01"
  parent_id = azapi_resource.managed_cluster.id
  name      = "aksManagedAutoUpgradeSchedule"
  body = {
    properties = {
      maintenanceWindow = {
        schedule = {
          weekly = {
            intervalWeeks = 1
            dayOfWeek     = "Saturday"
          }
        }
        durationHours = 8
        utcOffset     = "+00:00"
        startTime     = "22:00"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.managed_cluster_workload_agent_pool]
}

resource "azapi_resource" "managed_cluster_aks_node_os_upgrade_schedule_maintenance_configuration" {
  type      = "Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2026-05-01"
  parent_id = azapi_resource.managed_cluster.id
  name      = "aksManagedNodeOSUpgradeSchedule"
  body = {
    properties = {
      maintenanceWindow = {
        schedule = {
          weekly = {
            intervalWeeks = 1
            dayOfWeek     = "Sunday"
          }
        }
        durationHours = 8
        utcOffset     = "+00:00"
        startTime     = "22:00"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.managed_cluster_aks_auto_upgrade_schedule_maintenance_configuration]
}

resource "azapi_resource" "federated_credential" {
  type      = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30"
  parent_id = "${var.resource_group_id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${var.enclave}-${var.region}-gateway"
  name      = "kubernetes"
  body = {
    properties = {
      issuer    = azapi_resource.managed_cluster.output.issuer_url
      subject   = "system:serviceaccount:gateway:gateway"
      audiences = ["api://AzureADTokenExchange"]
    }
  }
  schema_validation_enabled = true
}

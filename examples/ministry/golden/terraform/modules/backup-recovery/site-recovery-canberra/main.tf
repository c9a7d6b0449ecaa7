# backup-recovery/site-recovery-canberra: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "australiaeast_replication_fabric" {
  type      = "Microsoft.RecoveryServices/vaults/replicationFabrics@2026-07-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}-recovery"
  name      = var.location
  body = {
    properties = {
      customDetails = {
        instanceType = "Azure"
        location     = var.location
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "australiaeast_replication_fabric_machines_protection_container" {
  type      = "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers@2026-07-01"
  parent_id = azapi_resource.australiaeast_replication_fabric.id
  name      = "machines"
  body = {
    properties = {
      providerSpecificInput = [
        {
          instanceType = "A2A"
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "australiaeast_replication_fabric_machines_protection_container_away_mapping" {
  type      = "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings@2026-07-01"
  parent_id = azapi_resource.australiaeast_replication_fabric_machines_protection_container.id
  name      = "away"
  body = {
    properties = {
      targetProtectionContainerId = "${azapi_resource.australiasoutheast_replication_fabric.parent_id}/replicationFabrics/${azapi_resource.australiasoutheast_replication_fabric.name}/replicationProtectionContainers/${azapi_resource.australiasoutheast_replication_fabric_machines_protection_container.name}"
      policyId                    = "${azapi_resource.replication_policy.parent_id}/replicationPolicies/${azapi_resource.replication_policy.name}"
      providerSpecificInput = {
        instanceType          = "A2A"
        agentAutoUpdateStatus = "Disabled"
      }
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "australiasoutheast_replication_fabric" {
  type      = "Microsoft.RecoveryServices/vaults/replicationFabrics@2026-07-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}-recovery"
  name      = "australiasoutheast"
  body = {
    properties = {
      customDetails = {
        instanceType = "Azure"
        location     = "australiasoutheast"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.australiaeast_replication_fabric_machines_protection_container]
}

resource "azapi_resource" "australiasoutheast_replication_fabric_machines_protection_container" {
  type      = "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers@2026-07-01"
  parent_id = azapi_resource.australiasoutheast_replication_fabric.id
  name      = "machines"
  body = {
    properties = {
      providerSpecificInput = [
        {
          instanceType = "A2A"
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "australiasoutheast_replication_fabric_machines_protection_container_back_mapping" {
  type      = "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings@2026-07-01"
  parent_id = azapi_resource.australiasoutheast_replication_fabric_machines_protection_container.id
  name      = "back"
  body = {
    properties = {
      targetProtectionContainerId = "${azapi_resource.australiaeast_replication_fabric.parent_id}/replicationFabrics/${azapi_resource.australiaeast_replication_fabric.name}/replicationProtectionContainers/${azapi_resource.australiaeast_replication_fabric_machines_protection_container.name}"
      policyId                    = "${azapi_resource.replication_policy.parent_id}/replicationPolicies/${azapi_resource.replication_policy.name}"
      providerSpecificInput = {
        instanceType          = "A2A"
        agentAutoUpdateStatus = "Disabled"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.australiaeast_replication_fabric_machines_protection_container_away_mapping]
}

resource "azapi_resource" "replication_policy" {
  type      = "Microsoft.RecoveryServices/vaults/replicationPolicies@2026-07-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}-recovery"
  name      = "every-five-minutes"
  body = {
    properties = {
      providerSpecificInput = {
        instanceType                      = "A2A"
        recoveryPointHistory              = 1440
        crashConsistentFrequencyInMinutes = 5
        appConsistentFrequencyInMinutes   = 0
        multiVmSyncStatus                 = "Disable"
      }
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.australiasoutheast_replication_fabric_machines_protection_container]
}

resource "azapi_resource" "replication_alert_setting" {
  type      = "Microsoft.RecoveryServices/vaults/replicationAlertSettings@2026-07-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}-recovery"
  name      = "defaultAlertSetting"
  body = {
    properties = {
      customEmailAddresses = ["platform@cases.example.org"]
      sendToOwners         = "DoNotSend"
      locale               = "en-US"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.australiasoutheast_replication_fabric_machines_protection_container_back_mapping]
}

# backup-recovery/backup-policies: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "machines_backup_policy" {
  type      = "Microsoft.RecoveryServices/vaults/backupPolicies@2026-07-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}"
  name      = "machines"
  body = {
    properties = {
      backupManagementType = "AzureIaasVM"
      policyType           = "V2"
      schedulePolicy = {
        schedulePolicyType   = "SimpleSchedulePolicyV2"
        scheduleRunFrequency = "Daily"
        dailySchedule = {
          scheduleRunTimes = ["2026-01-04T02:00:00Z"]
        }
      }
      retentionPolicy = {
        retentionPolicyType = "LongTermRetentionPolicy"
        dailySchedule = {
          retentionTimes = ["2026-01-04T02:00:00Z"]
          retentionDuration = {
            count        = 90
            durationType = "Days"
          }
        }
        weeklySchedule = {
          daysOfTheWeek  = ["Sunday"]
          retentionTimes = ["2026-01-04T02:00:00Z"]
          retentionDuration = {
            count        = 12
            durationType = "Weeks"
          }
        }
        monthlySchedule = {
          retentionScheduleFormatType = "Daily"
          retentionScheduleDaily = {
            daysOfTheMonth = [
              {
                date   = 1
                isLast = false
              },
            ]
          }
          retentionTimes = ["2026-01-04T02:00:00Z"]
          retentionDuration = {
            count        = 12
            durationType = "Months"
          }
        }
        yearlySchedule = {
          retentionScheduleFormatType = "Daily"
          retentionScheduleDaily = {
            daysOfTheMonth = [
              {
                date   = 1
                isLast = false
              },
            ]
          }
          monthsOfYear   = ["January"]
          retentionTimes = ["2026-01-04T02:00:00Z"]
          retentionDuration = {
            count        = 6
            durationType = "Years"
          }
        }
      }
      instantRpRetentionRangeInDays = 7
      timeZone                      = "UTC"
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "file_shares_backup_policy" {
  type      = "Microsoft.RecoveryServices/vaults/backupPolicies@2026-07-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.RecoveryServices/vaults/rsv-${var.enclave}-${var.region}"
  name      = "file-shares"
  body = {
    properties = {
      backupManagementType = "AzureStorage"
      workLoadType         = "AzureFileShare"
      schedulePolicy = {
        schedulePolicyType   = "SimpleSchedulePolicy"
        scheduleRunFrequency = "Daily"
        scheduleRunTimes     = ["2026-01-04T02:00:00Z"]
      }
      vaultRetentionPolicy = {
        vaultRetention = {
          retentionPolicyType = "LongTermRetentionPolicy"
          dailySchedule = {
            retentionTimes = ["2026-01-04T02:00:00Z"]
            retentionDuration = {
              count        = 90
              durationType = "Days"
            }
          }
          weeklySchedule = {
            daysOfTheWeek  = ["Sunday"]
            retentionTimes = ["2026-01-04T02:00:00Z"]
            retentionDuration = {
              count        = 12
              durationType = "Weeks"
            }
          }
          monthlySchedule = {
            retentionScheduleFormatType = "Daily"
            retentionScheduleDaily = {
              daysOfTheMonth = [
                {
                  date   = 1
                  isLast = false
                },
              ]
            }
            retentionTimes = ["2026-01-04T02:00:00Z"]
            retentionDuration = {
              count        = 12
              durationType = "Months"
            }
          }
          yearlySchedule = {
            retentionScheduleFormatType = "Daily"
            retentionScheduleDaily = {
              daysOfTheMonth = [
                {
                  date   = 1
                  isLast = false
                },
              ]
            }
            monthsOfYear   = ["January"]
            retentionTimes = ["2026-01-04T02:00:00Z"]
            retentionDuration = {
              count        = 6
              durationType = "Years"
            }
          }
        }
        snapshotRetentionInDays = 30
      }
      timeZone = "UTC"
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.machines_backup_policy]
}

resource "azapi_resource" "blobs_policy" {
  type      = "Microsoft.DataProtection/backupVaults/backupPolicies@2026-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DataProtection/backupVaults/bvault-${var.enclave}-${var.region}"
  name      = "blobs"
  body = {
    properties = {
      objectType      = "BackupPolicy"
      datasourceTypes = ["Microsoft.Storage/storageAccounts/blobServices"]
      policyRules = [
        {
          name       = "Default"
          objectType = "AzureRetentionRule"
          isDefault  = true
          lifecycles = [
            {
              deleteAfter = {
                objectType = "AbsoluteDeleteOption"
                duration   = "P30D"
              }
              sourceDataStore = {
                dataStoreType = "OperationalStore"
                objectType    = "DataStoreInfoBase"
              }
              targetDataStoreCopySettings = []
            },
          ]
        },
      ]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "disks_policy" {
  type      = "Microsoft.DataProtection/backupVaults/backupPolicies@2026-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DataProtection/backupVaults/bvault-${var.enclave}-${var.region}"
  name      = "disks"
  body = {
    properties = {
      objectType      = "BackupPolicy"
      datasourceTypes = ["Microsoft.Compute/disks"]
      policyRules = [
        {
          name       = "Default"
          objectType = "AzureRetentionRule"
          isDefault  = true
          lifecycles = [
            {
              deleteAfter = {
                objectType = "AbsoluteDeleteOption"
                duration   = "P30D"
              }
              sourceDataStore = {
                dataStoreType = "OperationalStore"
                objectType    = "DataStoreInfoBase"
              }
              targetDataStoreCopySettings = []
            },
          ]
        },
        {
          name       = "Backup"
          objectType = "AzureBackupRule"
          backupParameters = {
            objectType = "AzureBackupParams"
            backupType = "Incremental"
          }
          dataStore = {
            dataStoreType = "OperationalStore"
            objectType    = "DataStoreInfoBase"
          }
          trigger = {
            objectType = "ScheduleBasedTriggerContext"
            schedule = {
              repeatingTimeIntervals = ["R/2026-01-04T02:00:00+00:00/P1D"]
              timeZone               = "UTC"
            }
            taggingCriteria = [
              {
                tagInfo = {
                  tagName = "Default"
                }
                taggingPriority = 99
                isDefault       = true
              },
            ]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.blobs_policy]
}

resource "azapi_resource" "postgresql_policy" {
  type      = "Microsoft.DataProtection/backupVaults/backupPolicies@2026-06-01"
  parent_id = "${var.resource_group_id}/providers/Microsoft.DataProtection/backupVaults/bvault-${var.enclave}-${var.region}"
  name      = "postgresql"
  body = {
    properties = {
      objectType      = "BackupPolicy"
      datasourceTypes = ["Microsoft.DBforPostgreSQL/flexibleServers"]
      policyRules = [
        {
          name       = "Yearly"
          objectType = "AzureRetentionRule"
          isDefault  = false
          lifecycles = [
            {
              deleteAfter = {
                objectType = "AbsoluteDeleteOption"
                duration   = "P6Y"
              }
              sourceDataStore = {
                dataStoreType = "VaultStore"
                objectType    = "DataStoreInfoBase"
              }
              targetDataStoreCopySettings = []
            },
          ]
        },
        {
          name       = "Monthly"
          objectType = "AzureRetentionRule"
          isDefault  = false
          lifecycles = [
            {
              deleteAfter = {
                objectType = "AbsoluteDeleteOption"
                duration   = "P12M"
              }
              sourceDataStore = {
                dataStoreType = "VaultStore"
                objectType    = "DataStoreInfoBase"
              }
              targetDataStoreCopySettings = []
            },
          ]
        },
        {
          name       = "Default"
          objectType = "AzureRetentionRule"
          isDefault  = true
          lifecycles = [
            {
              deleteAfter = {
                objectType = "AbsoluteDeleteOption"
                duration   = "P12W"
              }
              sourceDataStore = {
                dataStoreType = "VaultStore"
                objectType    = "DataStoreInfoBase"
              }
              targetDataStoreCopySettings = []
            },
          ]
        },
        {
          name       = "Backup"
          objectType = "AzureBackupRule"
          backupParameters = {
            objectType = "AzureBackupParams"
            backupType = "Full"
          }
          dataStore = {
            dataStoreType = "VaultStore"
            objectType    = "DataStoreInfoBase"
          }
          trigger = {
            objectType = "ScheduleBasedTriggerContext"
            schedule = {
              repeatingTimeIntervals = ["R/2026-01-04T02:00:00+00:00/P1W"]
              timeZone               = "UTC"
            }
            taggingCriteria = [
              {
                tagInfo = {
                  tagName = "Yearly"
                }
                taggingPriority = 10
                isDefault       = false
                criteria = [
                  {
                    objectType       = "ScheduleBasedBackupCriteria"
                    absoluteCriteria = ["FirstOfYear"]
                  },
                ]
              },
              {
                tagInfo = {
                  tagName = "Monthly"
                }
                taggingPriority = 20
                isDefault       = false
                criteria = [
                  {
                    objectType       = "ScheduleBasedBackupCriteria"
                    absoluteCriteria = ["FirstOfMonth"]
                  },
                ]
              },
              {
                tagInfo = {
                  tagName = "Default"
                }
                taggingPriority = 99
                isDefault       = true
              },
            ]
          }
        },
      ]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.disks_policy]
}

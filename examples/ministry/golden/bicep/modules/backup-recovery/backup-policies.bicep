// backup-recovery/backup-policies: written by `enclave build`; change enclave.yaml, not this file

@description('Name of the enclave, as it stands in the names of its resources.')
param enclave string

@description('Name of the region, as it stands in the names of its resources.')
param region string

resource vault 'Microsoft.RecoveryServices/vaults@2026-07-01' existing = {
  name: 'rsv-${enclave}-${region}'
}

resource backupVault 'Microsoft.DataProtection/backupVaults@2026-06-01' existing = {
  name: 'bvault-${enclave}-${region}'
}

resource machinesBackupPolicy 'Microsoft.RecoveryServices/vaults/backupPolicies@2026-07-01' = {
  parent: vault
  name: 'machines'
  properties: {
    backupManagementType: 'AzureIaasVM'
    policyType: 'V2'
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicyV2'
      scheduleRunFrequency: 'Daily'
      dailySchedule: {
        scheduleRunTimes: [
          '2026-01-04T02:00:00Z'
        ]
      }
    }
    retentionPolicy: {
      retentionPolicyType: 'LongTermRetentionPolicy'
      dailySchedule: {
        retentionTimes: [
          '2026-01-04T02:00:00Z'
        ]
        retentionDuration: {
          count: 180
          durationType: 'Days'
        }
      }
      weeklySchedule: {
        daysOfTheWeek: [
          'Sunday'
        ]
        retentionTimes: [
          '2026-01-04T02:00:00Z'
        ]
        retentionDuration: {
          count: 12
          durationType: 'Weeks'
        }
      }
      monthlySchedule: {
        retentionScheduleFormatType: 'Daily'
        retentionScheduleDaily: {
          daysOfTheMonth: [
            {
              date: 1
              isLast: false
            }
          ]
        }
        retentionTimes: [
          '2026-01-04T02:00:00Z'
        ]
        retentionDuration: {
          count: 12
          durationType: 'Months'
        }
      }
      yearlySchedule: {
        retentionScheduleFormatType: 'Daily'
        retentionScheduleDaily: {
          daysOfTheMonth: [
            {
              date: 1
              isLast: false
            }
          ]
        }
        monthsOfYear: [
          'January'
        ]
        retentionTimes: [
          '2026-01-04T02:00:00Z'
        ]
        retentionDuration: {
          count: 8
          durationType: 'Years'
        }
      }
    }
    instantRpRetentionRangeInDays: 7
    timeZone: 'UTC'
  }
}

resource fileSharesBackupPolicy 'Microsoft.RecoveryServices/vaults/backupPolicies@2026-07-01' = {
  parent: vault
  name: 'file-shares'
  properties: {
    backupManagementType: 'AzureStorage'
    workLoadType: 'AzureFileShare'
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy'
      scheduleRunFrequency: 'Daily'
      scheduleRunTimes: [
        '2026-01-04T02:00:00Z'
      ]
    }
    vaultRetentionPolicy: {
      vaultRetention: {
        retentionPolicyType: 'LongTermRetentionPolicy'
        dailySchedule: {
          retentionTimes: [
            '2026-01-04T02:00:00Z'
          ]
          retentionDuration: {
            count: 180
            durationType: 'Days'
          }
        }
        weeklySchedule: {
          daysOfTheWeek: [
            'Sunday'
          ]
          retentionTimes: [
            '2026-01-04T02:00:00Z'
          ]
          retentionDuration: {
            count: 12
            durationType: 'Weeks'
          }
        }
        monthlySchedule: {
          retentionScheduleFormatType: 'Daily'
          retentionScheduleDaily: {
            daysOfTheMonth: [
              {
                date: 1
                isLast: false
              }
            ]
          }
          retentionTimes: [
            '2026-01-04T02:00:00Z'
          ]
          retentionDuration: {
            count: 12
            durationType: 'Months'
          }
        }
        yearlySchedule: {
          retentionScheduleFormatType: 'Daily'
          retentionScheduleDaily: {
            daysOfTheMonth: [
              {
                date: 1
                isLast: false
              }
            ]
          }
          monthsOfYear: [
            'January'
          ]
          retentionTimes: [
            '2026-01-04T02:00:00Z'
          ]
          retentionDuration: {
            count: 8
            durationType: 'Years'
          }
        }
      }
      snapshotRetentionInDays: 30
    }
    timeZone: 'UTC'
  }
  dependsOn: [
    machinesBackupPolicy
  ]
}

resource blobsPolicy 'Microsoft.DataProtection/backupVaults/backupPolicies@2026-06-01' = {
  parent: backupVault
  name: 'blobs'
  properties: {
    objectType: 'BackupPolicy'
    datasourceTypes: [
      'Microsoft.Storage/storageAccounts/blobServices'
    ]
    policyRules: [
      {
        name: 'Default'
        objectType: 'AzureRetentionRule'
        isDefault: true
        lifecycles: [
          {
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P30D'
            }
            sourceDataStore: {
              dataStoreType: 'OperationalStore'
              objectType: 'DataStoreInfoBase'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
    ]
  }
}

resource disksPolicy 'Microsoft.DataProtection/backupVaults/backupPolicies@2026-06-01' = {
  parent: backupVault
  name: 'disks'
  properties: {
    objectType: 'BackupPolicy'
    datasourceTypes: [
      'Microsoft.Compute/disks'
    ]
    policyRules: [
      {
        name: 'Default'
        objectType: 'AzureRetentionRule'
        isDefault: true
        lifecycles: [
          {
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P30D'
            }
            sourceDataStore: {
              dataStoreType: 'OperationalStore'
              objectType: 'DataStoreInfoBase'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
      {
        name: 'Backup'
        objectType: 'AzureBackupRule'
        backupParameters: {
          objectType: 'AzureBackupParams'
          backupType: 'Incremental'
        }
        dataStore: {
          dataStoreType: 'OperationalStore'
          objectType: 'DataStoreInfoBase'
        }
        trigger: {
          objectType: 'ScheduleBasedTriggerContext'
          schedule: {
            repeatingTimeIntervals: [
              'R/2026-01-04T02:00:00+00:00/P1D'
            ]
            timeZone: 'UTC'
          }
          taggingCriteria: [
            {
              tagInfo: {
                tagName: 'Default'
              }
              taggingPriority: 99
              isDefault: true
            }
          ]
        }
      }
    ]
  }
  dependsOn: [
    blobsPolicy
  ]
}

resource postgresqlPolicy 'Microsoft.DataProtection/backupVaults/backupPolicies@2026-06-01' = {
  parent: backupVault
  name: 'postgresql'
  properties: {
    objectType: 'BackupPolicy'
    datasourceTypes: [
      'Microsoft.DBforPostgreSQL/flexibleServers'
    ]
    policyRules: [
      {
        name: 'Yearly'
        objectType: 'AzureRetentionRule'
        isDefault: false
        lifecycles: [
          {
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P8Y'
            }
            sourceDataStore: {
              dataStoreType: 'VaultStore'
              objectType: 'DataStoreInfoBase'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
      {
        name: 'Monthly'
        objectType: 'AzureRetentionRule'
        isDefault: false
        lifecycles: [
          {
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P12M'
            }
            sourceDataStore: {
              dataStoreType: 'VaultStore'
              objectType: 'DataStoreInfoBase'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
      {
        name: 'Default'
        objectType: 'AzureRetentionRule'
        isDefault: true
        lifecycles: [
          {
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P12W'
            }
            sourceDataStore: {
              dataStoreType: 'VaultStore'
              objectType: 'DataStoreInfoBase'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
      {
        name: 'Backup'
        objectType: 'AzureBackupRule'
        backupParameters: {
          objectType: 'AzureBackupParams'
          backupType: 'Full'
        }
        dataStore: {
          dataStoreType: 'VaultStore'
          objectType: 'DataStoreInfoBase'
        }
        trigger: {
          objectType: 'ScheduleBasedTriggerContext'
          schedule: {
            repeatingTimeIntervals: [
              'R/2026-01-04T02:00:00+00:00/P1W'
            ]
            timeZone: 'UTC'
          }
          taggingCriteria: [
            {
              tagInfo: {
                tagName: 'Yearly'
              }
              taggingPriority: 10
              isDefault: false
              criteria: [
                {
                  objectType: 'ScheduleBasedBackupCriteria'
                  absoluteCriteria: [
                    'FirstOfYear'
                  ]
                }
              ]
            }
            {
              tagInfo: {
                tagName: 'Monthly'
              }
              taggingPriority: 20
              isDefault: false
              criteria: [
                {
                  objectType: 'ScheduleBasedBackupCriteria'
                  absoluteCriteria: [
                    'FirstOfMonth'
                  ]
                }
              ]
            }
            {
              tagInfo: {
                tagName: 'Default'
              }
              taggingPriority: 99
              isDefault: true
            }
          ]
        }
      }
    ]
  }
  dependsOn: [
    disksPolicy
  ]
}

@description('Resource id of the backup policy.')
output backupPolicyId string = machinesBackupPolicy.id

@description('Resource ids of the backup policy resources, by their names.')
output backupPolicyIds { *: string } = {
  blobs: blobsPolicy.id
  postgresql: postgresqlPolicy.id
}

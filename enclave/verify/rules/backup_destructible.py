"""Rule backup-destructible: backups can be destroyed before their time."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import backup_vault
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.RecoveryServices/vaults",
        "properties.securitySettings.immutabilitySettings.state",
        OneOf(("unlocked", "locked")),
        absent="Disabled",
        source="learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept",
    ),
    Setting(
        "Microsoft.DataProtection/backupVaults",
        "properties.securitySettings.immutabilitySettings.state",
        OneOf(("unlocked", "locked")),
        absent="Disabled",
        source="learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept",
    ),
    Setting(
        "Microsoft.RecoveryServices/vaults",
        "properties.securitySettings.softDeleteSettings.softDeleteState",
        OneOf(("enabled", "alwayson")),
        absent="Enabled",
        source="learn.microsoft.com/azure/backup/secure-by-default",
    ),
    Setting(
        "Microsoft.DataProtection/backupVaults",
        "properties.securitySettings.softDeleteSettings.state",
        OneOf(("on", "alwayson")),
        absent="On",
    ),
)

RULE = Rule(
    id="backup-destructible",
    title="backups can be destroyed before their time",
    severity=Severity.HIGH,
    why="who attacks with ransomware first deletes the backups, with the rights of whoever may manage them",
    fix="set `securitySettings.immutabilitySettings.state` to `Unlocked` or `Locked` and leave soft delete on",
    check=holding(SETTINGS),
    references=References(
        mcsb=("BR-2",),
        policies=("d6f6f560-14b7-49a4-9fc8-d2c3a9807868",),
        pages=("learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept",),
    ),
    fails=(backup_vault(immutabilitySettings={"state": "Disabled"}),),
    passes=(backup_vault(immutabilitySettings={"state": "Locked"}),),
    azurerm=(
        Native("azurerm_recovery_services_vault", "immutability", "Locked"),
        Native("azurerm_data_protection_backup_vault", "immutability", "Locked"),
    ),
    settings=SETTINGS,
)

"""Recovery Services vaults, and what encrypts and guards them (child resources).

A vault's key lies behind a firewall, which only the vault's own identity comes through, and that identity can be given access
only once the vault is there: hence a part that is written afterwards (learn.microsoft.com/azure/backup/encryption-at-rest-with-cmk).
"""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import number, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.RecoveryServices/vaults"
ENCRYPTION_TYPE = f"{TYPE}/backupEncryptionConfigs"
PROXY_TYPE = f"{TYPE}/backupResourceGuardProxies"
API_VERSION = "2026-07-01"
ENCRYPTION_NAME, PROXY_NAME = "backupResourceEncryptionConfig", "VaultProxy"
"""The only names that Azure takes."""
ALWAYS = "AlwaysON"
"""Soft delete that nobody can switch off again."""


@dataclass(frozen=True)
class RecoveryVault:
    """A vault. What is absent is as Azure's default has it."""

    id: str
    location: str
    public_network_access: str
    redundancy: str
    """`LocallyRedundant`, `ZoneRedundant` or `GeoRedundant`; it stands once something is backed up."""
    cross_region_restore: bool
    """Copies can be used in Azure's pair; it cannot be switched off again."""
    cross_subscription_restore: str
    """Copies can be restored into other subscriptions: `Enabled`, `Disabled`, `PermanentlyDisabled`."""
    immutability: str
    """Nobody may delete a copy before its time: `Disabled`, `Unlocked` (can be switched off), `Locked` (for ever)."""
    soft_delete: str
    """`Disabled`, `Enabled` or `AlwaysON`."""
    soft_delete_days: int
    identity: Identity
    alerts: bool
    """Azure Monitor is told of every job and replication that fails."""
    key: str = ""
    """Id or address of the customer's key."""
    twice_encrypted: bool = False
    guard: str = ""
    """Id of the resource guard that somebody else must open before copies can be deleted or cut short."""


def read(resource: Resource, graph: Graph | None = None) -> RecoveryVault:
    """A vault; with a graph its key and its guard are merged in. Raises `Undecided`."""
    body = resource.body
    parts = {child.type.lower(): child.body for child in (graph.children(resource.id) if graph else ())}
    key, proxy = (parts.get(kind.lower(), {}) for kind in (ENCRYPTION_TYPE, PROXY_TYPE))
    security = "properties.securitySettings"
    alerts = "properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures"
    return RecoveryVault(
        id=resource.id,
        location=resource.location or "",
        public_network_access=public_access(resource),
        redundancy=text(body, "properties.redundancySettings.standardTierStorageRedundancy", "GeoRedundant"),
        cross_region_restore=_on(body, "properties.redundancySettings.crossRegionRestore"),
        cross_subscription_restore=text(
            body, "properties.restoreSettings.crossSubscriptionRestoreSettings.crossSubscriptionRestoreState", "Enabled"
        ),
        immutability=text(body, f"{security}.immutabilitySettings.state", "Disabled"),
        soft_delete=text(body, f"{security}.softDeleteSettings.softDeleteState", "Enabled"),
        soft_delete_days=number(body, f"{security}.softDeleteSettings.softDeleteRetentionPeriodInDays", 14),
        identity=identity(resource),
        alerts=_on(body, alerts, default="Enabled"),
        key=asked(key, "properties.keyUri") or asked(body, "properties.encryption.keyVaultProperties.keyUri"),
        twice_encrypted=_on(key, "properties.infrastructureEncryptionState") or _on(body, "properties.encryption.infrastructureEncryption"),
        guard=asked(proxy, "properties.resourceGuardResourceId"),
    )


def write(vault: RecoveryVault, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The vault alone; `write_settings` comes after its identity may use the key."""
    told = "Enabled" if vault.alerts else "Disabled"
    alerts: Value = {
        "azureMonitorAlertSettings": {
            "alertsForAllJobFailures": told, "alertsForAllReplicationIssues": told, "alertsForAllFailoverIssues": told,
        },
        "classicAlertSettings": {"alertsForCriticalOperations": "Disabled", "emailNotificationsForSiteRecovery": "Disabled"},
    }
    deleted: Value = {
        "softDeleteState": vault.soft_delete,
        "softDeleteRetentionPeriodInDays": vault.soft_delete_days,
        "enhancedSecurityState": vault.soft_delete,
    }
    properties: Value = {
        "publicNetworkAccess": vault.public_network_access,
        "redundancySettings": {
            "standardTierStorageRedundancy": vault.redundancy,
            "crossRegionRestore": "Enabled" if vault.cross_region_restore else "Disabled",
        },
        "restoreSettings": {"crossSubscriptionRestoreSettings": {"crossSubscriptionRestoreState": vault.cross_subscription_restore}},
        "securitySettings": {"immutabilitySettings": {"state": vault.immutability}, "softDeleteSettings": deleted},
        "monitoringSettings": alerts,
    }
    body = stated(sku={"name": "RS0", "tier": "Standard"}, identity=write_identity(vault.identity), properties=properties)
    return (place.put(TYPE, API_VERSION, vault.id, body, depends_on=depends_on),)


def write_settings(vault: RecoveryVault, resource: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The key, which must be there before anything is backed up, then the guard."""
    parts: list[tuple[str, str, Value]] = []
    if vault.key:
        key: Value = {
            "encryptionAtRestType": "CustomerManaged",
            "keyUri": answer(vault.key, "properties.keyUri"),
            "useSystemAssignedIdentity": True,
            "infrastructureEncryptionState": "Enabled" if vault.twice_encrypted else "Disabled",
        }
        parts.append(("backupEncryptionConfigs", ENCRYPTION_NAME, key))
    if vault.guard:
        parts.append(("backupResourceGuardProxies", PROXY_NAME, {"resourceGuardResourceId": pointer(vault.guard)}))
    written: list[Resource] = []
    for kind, name, part in parts:
        before = (written[-1].id,) if written else depends_on
        written.append(place.below(resource, kind, API_VERSION, name, {"properties": part}, depends_on=before))
    return tuple(written)


def _on(body: Value, path: str, default: str = "Disabled") -> bool:
    return text(body, path, default).lower() == "enabled"

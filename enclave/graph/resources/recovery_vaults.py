"""Recovery Services vaults, and the guard of each (child resource).

A vault's key lies behind a firewall, which only the vault's own identity comes through. Azure takes the key before that identity
has access, and no vault without it once it has one, so it stands in the vault itself (Azure/HubAndSpokeResearchEnclave#145;
`encryption` of the vault in hashicorp/terraform-provider-azurerm). The key must be usable before anything is backed up.
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import number, pointer, text
from enclave.graph.model import Body, Graph, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.RecoveryServices/vaults"
ENCRYPTION_TYPE = f"{TYPE}/backupEncryptionConfigs"
"""Where older templates say the key."""
PROXY_TYPE = f"{TYPE}/backupResourceGuardProxies"
API_VERSION = "2026-07-01"
PROXY_NAME = "VaultProxy"
"""The only name that Azure takes."""
ALWAYS = "AlwaysON"
"""Soft delete that nobody can switch off again."""


class RecoveryVault(Struct, frozen=True):
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
    """The vault, and its guard. Its own identity must get access to the key before anything is backed up."""
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
    properties = stated(
        publicNetworkAccess=vault.public_network_access,
        encryption=_encryption(vault),
        redundancySettings={
            "standardTierStorageRedundancy": vault.redundancy,
            "crossRegionRestore": "Enabled" if vault.cross_region_restore else "Disabled",
        },
        restoreSettings={"crossSubscriptionRestoreSettings": {"crossSubscriptionRestoreState": vault.cross_subscription_restore}},
        securitySettings={"immutabilitySettings": {"state": vault.immutability}, "softDeleteSettings": deleted},
        monitoringSettings=alerts,
    )
    body = stated(sku={"name": "RS0", "tier": "Standard"}, identity=write_identity(vault.identity), properties=properties)
    written = place.put(TYPE, API_VERSION, vault.id, body, depends_on=depends_on)
    if not vault.guard:
        return (written,)
    guard: Body = {"properties": {"resourceGuardResourceId": pointer(vault.guard)}}
    return (written, place.below(written, "backupResourceGuardProxies", API_VERSION, PROXY_NAME, guard))


def _encryption(vault: RecoveryVault) -> Value:
    if not vault.key:
        return None
    return {
        "keyVaultProperties": {"keyUri": answer(vault.key, "properties.keyUri")},
        "kekIdentity": {"useSystemAssignedIdentity": True},
        "infrastructureEncryption": "Enabled" if vault.twice_encrypted else "Disabled",
    }


def _on(body: Value, path: str, default: str = "Disabled") -> bool:
    return text(body, path, default).lower() == "enabled"

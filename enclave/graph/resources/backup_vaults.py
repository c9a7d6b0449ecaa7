"""Backup vaults (Microsoft.DataProtection), for blobs and databases, and the change that gives one its customer's key.

Such a vault has no public endpoint of its own: it reaches what it copies through Resource Manager, as its own identity. Its key
lies behind a firewall that only this identity comes through, so the key is named once the identity has access. A template can
name a vault once only; the key is therefore a change of its own, sent afterwards. A vault that is deployed again without it keeps
it (`azurerm_data_protection_backup_vault_customer_managed_key` relies on the same).
"""

from __future__ import annotations

from dataclasses import replace

from msgspec import Struct

from enclave.graph.body import items, last_segment, number, pointer, text
from enclave.graph.model import Body, Graph, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, stated, write_identity

TYPE = "Microsoft.DataProtection/backupVaults"
ENCRYPTION_TYPE = "Microsoft.DataProtection/backupVaultEncryption"
"""Not a type of Azure's: the change of a vault, whose id is its scope."""
PROXY_TYPE = f"{TYPE}/backupResourceGuardProxies"
API_VERSION = "2026-06-01"
PROXY_NAME = "DppResourceGuardProxy"
ALWAYS = "AlwaysOn"
"""Soft delete that nobody can switch off again."""
VAULT = "VaultStore"


class BackupVault(Struct, frozen=True):
    """A vault. What is absent is as Azure's default has it."""

    id: str
    location: str
    redundancy: str
    """`LocallyRedundant`, `ZoneRedundant` or `GeoRedundant`; it cannot be changed."""
    cross_region_restore: bool
    cross_subscription_restore: str
    """`Enabled`, `Disabled` or `PermanentlyDisabled`."""
    immutability: str
    """`Disabled`, `Unlocked` or `Locked`."""
    soft_delete: str
    """`Off`, `On` or `AlwaysOn`."""
    soft_delete_days: int
    identity: Identity
    alerts: bool
    key: str = ""
    """Id or address of the customer's key."""
    guard: str = ""
    """Id of the resource guard that somebody else must open before copies can be deleted or cut short."""


def read(resource: Resource, graph: Graph | None = None) -> BackupVault:
    """A vault; with a graph its key and its guard are merged in. Raises `Undecided`."""
    body = resource.body
    parts = {child.type.lower(): child.body for child in (graph.children(resource.id) if graph else ())}
    changes = [part for part in (graph or ()) if part.type.lower() == ENCRYPTION_TYPE.lower() and part.scope.lower() == resource.id.lower()]
    security = "properties.securitySettings"
    address = f"{security}.encryptionSettings.keyVaultProperties.keyUri"
    return BackupVault(
        id=resource.id,
        location=resource.location or "",
        redundancy=next((text(part, "type") for part in items(body, "properties.storageSettings")), ""),
        cross_region_restore=_word(body, "properties.featureSettings.crossRegionRestoreSettings.state") == "enabled",
        cross_subscription_restore=text(body, "properties.featureSettings.crossSubscriptionRestoreSettings.state", "Enabled"),
        immutability=text(body, f"{security}.immutabilitySettings.state", "Disabled"),
        soft_delete=text(body, f"{security}.softDeleteSettings.state", "On"),
        soft_delete_days=number(body, f"{security}.softDeleteSettings.retentionDurationInDays", 14),
        identity=identity(resource),
        alerts=_word(body, "properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures") != "disabled",
        key=asked(body, address) or next((asked(change.body, address) for change in changes), ""),
        guard=asked(parts.get(PROXY_TYPE.lower(), {}), "properties.resourceGuardResourceId"),
    )


def write(vault: BackupVault, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The vault, and its guard; `write_encryption` comes after its identity may use the key."""
    properties: Value = {
        "storageSettings": [{"datastoreType": VAULT, "type": vault.redundancy}],
        "securitySettings": {
            "softDeleteSettings": {"state": vault.soft_delete, "retentionDurationInDays": vault.soft_delete_days},
            "immutabilitySettings": {"state": vault.immutability},
        },
        "featureSettings": stated(
            crossSubscriptionRestoreSettings={"state": vault.cross_subscription_restore},
            # Azure takes this setting for vaults only that copy to its pair
            crossRegionRestoreSettings={"state": "Enabled"} if vault.cross_region_restore else None,
        ),
        "monitoringSettings": {"azureMonitorAlertSettings": {"alertsForAllJobFailures": "Enabled" if vault.alerts else "Disabled"}},
    }
    body = stated(identity=write_identity(vault.identity), properties=properties)
    written = place.put(TYPE, API_VERSION, vault.id, body, depends_on=depends_on)
    if not vault.guard:
        return (written,)
    guard: Body = {"properties": {"resourceGuardResourceId": pointer(vault.guard)}}
    return (written, place.below(written, "backupResourceGuardProxies", API_VERSION, PROXY_NAME, guard))


def write_encryption(vault: BackupVault, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The change that names the key; nothing without one. A second layer of encryption is for vaults that begin with their key."""
    if not vault.key:
        return ()
    settings: Value = {
        "state": "Enabled",
        "keyVaultProperties": {"keyUri": answer(vault.key, "properties.keyUri")},
        "kekIdentity": {"identityType": "SystemAssigned"},
    }
    body: Body = {"properties": {"securitySettings": {"encryptionSettings": settings}}}
    change = place.on(vault.id, ENCRYPTION_TYPE, API_VERSION, last_segment(vault.id), body)
    return (replace(change, depends_on=depends_on),)


def _word(body: Value, path: str) -> str:
    return text(body, path).lower()

"""The region's Recovery Services vault, for copies of machines and shares: nobody can delete one before its time.

Copies are immutable, but this can be switched off again; it is locked for good only where the owner says so, since nobody could
ever shorten how long anything is kept, nor delete the vault before. Soft delete is always on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import SERVICE_USER, key
from enclave.compose.endpoints import endpoint_id, private_endpoint
from enclave.compose.grants import grant, grant_id
from enclave.compose.recovery import azure_pair, vault_redundancy
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import recovery_vaults
from enclave.graph.resources.recovery_vaults import ALWAYS, RecoveryVault

SOFT_DELETE_DAYS = 30
"""Days that a copy stays after somebody stopped a backup and deleted what there was."""
SERVICE = (recovery_vaults.TYPE, "AzureBackup")
"""What its private endpoint is for. A vault takes one only while nothing is backed up
(learn.microsoft.com/azure/backup/private-endpoints-overview)."""


def recovery_services_vault(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The vault, its right to its key, then its private endpoint, and nothing else before."""
    if not site.spec.components.backup.enabled:
        return
    place = site.place("backup-recovery/recovery-services-vault")
    customer = key(site, "backup")
    written = recovery_vaults.write(_vault(site), place)
    yield from written
    vault = written[0].id
    after: tuple[str, ...] = (written[-1].id,)
    if customer:
        yield grant(site, vault, SERVICE_USER, customer.key)
        after = (*after, grant_id(vault, SERVICE_USER, customer.key))
    yield from private_endpoint(site, place, SERVICE, vault, DATA_ENDPOINTS, after=after)


def recovery_vault_id(site: Site) -> str:
    """Id of the vault."""
    return site.id(recovery_vaults.TYPE)


def ready_for_items(site: Site) -> tuple[str, ...]:
    """What must be there before the vault copies anything: its private endpoint."""
    return (endpoint_id(site, SERVICE, recovery_vault_id(site)),)


def immutability(site: Site) -> str:
    """How vaults of the region keep copies from being deleted: `Unlocked`, or `Locked` for good."""
    return "Locked" if site.spec.components.backup.lock_for_good else "Unlocked"


def _vault(site: Site) -> RecoveryVault:
    said, customer = site.spec.components.backup, key(site, "backup")
    return RecoveryVault(
        id=recovery_vault_id(site),
        location=site.region.location,
        public_network_access=site.public_access,
        redundancy=vault_redundancy(site),
        cross_region_restore=azure_pair(site) is not None,
        cross_subscription_restore="Disabled",
        immutability=immutability(site),
        soft_delete=ALWAYS,
        soft_delete_days=SOFT_DELETE_DAYS,
        identity=Identity("SystemAssigned"),
        alerts=True,
        key=customer.key if customer else "",
        twice_encrypted=customer is not None and bool(site.spec.security.double_encryption),
        guard=said.resource_guard or "",
    )

"""The region's backup vault, for copies of blobs, disks and PostgreSQL. It has no public endpoint, and so no private one either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import SERVICE_USER, key
from enclave.compose.grants import grant, grant_id
from enclave.compose.passes.recovery_services_vault import SOFT_DELETE_DAYS, immutability
from enclave.compose.recovery import azure_pair, vault_redundancy
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import backup_vaults
from enclave.graph.resources.backup_vaults import ALWAYS, BackupVault


def backup_vault(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The vault, its right to its key, then the change that names the key."""
    if not site.spec.components.backup.enabled:
        return
    place = site.place("backup-recovery/backup-vault")
    vault, customer = _vault(site), key(site, "backup")
    yield from backup_vaults.write(vault, place)
    if customer:
        yield grant(site, vault.id, SERVICE_USER, customer.key)
        yield from backup_vaults.write_encryption(vault, place, depends_on=(grant_id(vault.id, SERVICE_USER, customer.key),))


def backup_vault_id(site: Site) -> str:
    """Id of the vault."""
    return site.id(backup_vaults.TYPE)


def _vault(site: Site) -> BackupVault:
    customer = key(site, "backup")
    return BackupVault(
        id=backup_vault_id(site),
        location=site.region.location,
        redundancy=vault_redundancy(site),
        cross_region_restore=azure_pair(site) is not None,
        cross_subscription_restore="Disabled",
        immutability=immutability(site),
        soft_delete=ALWAYS,
        soft_delete_days=SOFT_DELETE_DAYS,
        identity=Identity("SystemAssigned"),
        alerts=True,
        key=customer.key if customer else "",
        guard=site.spec.components.backup.resource_guard or "",
    )

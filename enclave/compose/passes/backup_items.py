"""What is copied: every machine, every account that can go back in time, every PostgreSQL server that the region has.

Other databases copy themselves: Azure SQL for years, Cosmos DB for thirty days. The data lake has folders, which Azure Backup does
not take, and of a cluster nothing is worth a copy: its objects are written from the file of the enclave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.grants import grant, grant_id
from enclave.compose.passes.backup_policies import policy_id
from enclave.compose.passes.backup_vault import backup_vault_id
from enclave.compose.passes.recovery_services_vault import ready_for_items, recovery_vault_id
from enclave.compose.site import Site
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import (
    backup_instances,
    blob_services,
    postgresql_servers,
    protected_items,
    storage_accounts,
    virtual_machines,
)
from enclave.graph.resources.backup_instances import BackupInstance
from enclave.graph.resources.backup_vault_policies import BLOBS, POSTGRESQL
from enclave.graph.resources.protected_items import MACHINE, ProtectedItem, item_id
from enclave.graph.resources.recovery_policies import MACHINES

BLOB_ROLE = "Storage Account Backup Contributor"
SERVER_ROLE = "PostgreSQL Flexible Server Long Term Retention Backup Role"


def backup_items(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """Machines one after another, then accounts and servers, each after the vault's identity has its rights."""
    if not site.spec.components.backup.enabled:
        return
    place = site.place("backup-recovery/backup-items")
    vaults = {resource.id: resource for resource in built}
    yield from _machines(site, built, vaults[recovery_vault_id(site)], place)
    vault = vaults[backup_vault_id(site)]
    for account in restorable_accounts(built):
        yield grant(site, vault.id, BLOB_ROLE, account)
        allowed: tuple[str, ...] = (grant_id(vault.id, BLOB_ROLE, account),)
        yield from backup_instances.write(_instance(site, account, BLOBS), vault, place, depends_on=allowed)
    servers = [resource.id for resource in built if resource.type == postgresql_servers.TYPE]
    if servers:
        # Azure Backup looks for the server in its group (learn.microsoft.com/azure/backup/backup-azure-database-postgresql-flex-overview)
        yield grant(site, vault.id, "Reader", site.group)
    for server in servers:
        yield grant(site, vault.id, SERVER_ROLE, server)
        allowed = (grant_id(vault.id, SERVER_ROLE, server), grant_id(vault.id, "Reader", site.group))
        yield from backup_instances.write(_instance(site, server, POSTGRESQL), vault, place, depends_on=allowed)


def restorable_accounts(built: Sequence[Resource]) -> tuple[str, ...]:
    """Ids of the storage accounts whose containers can be restored as they were."""
    accounts = {resource.id for resource in built if resource.type == storage_accounts.TYPE}
    services = (blob_services.read(resource) for resource in built if resource.type == blob_services.TYPE)
    return tuple(service.account for service in services if service.restore_days and service.account in accounts)


def _machines(site: Site, built: Sequence[Resource], vault: Resource, place: Place) -> Iterator[Resource]:
    last: tuple[str, ...] = ready_for_items(site)
    for machine in (resource.id for resource in built if resource.type == virtual_machines.TYPE):
        item = ProtectedItem(item_id(vault.id, machine), MACHINE, machine, policy_id(site, MACHINES))
        (written,) = protected_items.write(item, vault, place, depends_on=last)
        yield written
        last = (written.id,)


def _instance(site: Site, source: str, kind: str) -> BackupInstance:
    name = f"{backup_vault_id(site)}/backupInstances/{last_segment(source)}"
    return BackupInstance(name, source, kind, site.region.location, policy_id(site, kind))

"""The region's storage for backups: exports that nobody can change, and what databases and machines are restored to as files.

The account goes back to any second of the last weeks, keeps every version, and deletes what was restored before it is forgotten.
Azure Backup writes restored files as its vault's identity, past the firewall as a trusted service: there is no other way in for it
(learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import GROUP, grant
from enclave.compose.private_storage import closed_account
from enclave.compose.recovery import copies
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.resources import blob_containers, blob_services, management_policies, storage_accounts
from enclave.graph.resources.blob_containers import BlobContainer
from enclave.graph.resources.blob_services import BlobService
from enclave.graph.resources.management_policies import LifecycleRule, ManagementPolicy

EXPORTS, RESTORED = "exports", "restored"
"""Containers: for what people export, such as backups of keys; for what is restored as files."""
RESTORE_DAYS = 30
"""Days back to which a container can be restored as it was."""
SOFT_DELETE_DAYS = RESTORE_DAYS + 5
"""Azure wants more days here than there, and Azure Backup asks for five."""
RESTORED_DAYS = 30
"""Days after which restored files are deleted: they are personal data that nobody looks after."""


def backup_storage(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The account, its containers, its lifecycle, then its private endpoint, one change after another."""
    if not site.spec.components.backup.enabled:
        return
    place = site.place("backup-recovery/backup-storage")
    account = closed_account(site, backup_storage_id(site), place, "backup", trusted=True)
    yield account
    blobs = BlobService(
        f"{account.id}/blobServices/default", account.id, SOFT_DELETE_DAYS, SOFT_DELETE_DAYS,
        versioning=True, change_feed_days=SOFT_DELETE_DAYS, restore_days=RESTORE_DAYS,
    )
    (service,) = blob_services.write(blobs, account, place)
    yield service
    last = service.id
    for name, days in ((EXPORTS, copies(site).days), (RESTORED, 0)):
        container = BlobContainer(container_id(site, name), account.id, name, immutable_days=days)
        written = blob_containers.write(container, service, place, depends_on=(last,))
        yield from written
        last = written[-1].id
    rule = LifecycleRule("forget-what-was-restored", (f"{RESTORED}/",), ("blockBlob", "appendBlob"), RESTORED_DAYS, versions=True)
    policy = ManagementPolicy(f"{account.id}/managementPolicies/default", account.id, (rule,))
    (lifecycle,) = management_policies.write(policy, account, place, depends_on=(last,))
    yield lifecycle
    yield from private_endpoint(site, place, (storage_accounts.TYPE, "blob"), account.id, DATA_ENDPOINTS, after=(lifecycle.id,))
    if site.spec.identity.operators is not None:
        yield grant(site, str(site.spec.identity.operators), "Storage Blob Data Contributor", account.id, GROUP)


def backup_storage_id(site: Site) -> str:
    """Id of the account. Its name is shared by the whole world."""
    return site.unique(storage_accounts.TYPE, "backup")


def container_id(site: Site, name: str) -> str:
    """Id of a container of the account."""
    return f"{backup_storage_id(site)}/blobServices/default/containers/{name}"

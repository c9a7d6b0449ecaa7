"""The region's data lake: folders with rights of their own, for data sets and for what pipelines make of them.

Versions of blobs and point-in-time restore do not exist where there are folders, nor does Azure Backup take such an account
everywhere (learn.microsoft.com/azure/backup/azure-data-lake-storage-backup-support-matrix): what is deleted can be brought back
for a while, copies lie in other zones and in the pair, and containers can be made unchangeable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import GROUP, grant
from enclave.compose.private_storage import closed_account
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.resources import blob_containers, blob_services, private_endpoints, storage_accounts
from enclave.graph.resources.blob_containers import BlobContainer
from enclave.graph.resources.blob_services import BlobService

PURPOSE = "data-lake"
SOFT_DELETE_DAYS = 30
"""Days that a deleted file, or a whole container, can be brought back."""
SYNAPSE = "synapse"
"""The container that the Synapse workspace keeps its own files in."""


def data_lake(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The account, its containers, then its private endpoints, one change after another."""
    if not site.spec.components.data_lake.enabled:
        return
    place = site.place("data-services/data-lake")
    account = closed_account(site, data_lake_id(site), place, PURPOSE, hierarchical=True)
    yield account
    blobs = BlobService(f"{account.id}/blobServices/default", account.id, SOFT_DELETE_DAYS, SOFT_DELETE_DAYS)
    (service,) = blob_services.write(blobs, account, place)
    yield service
    last = service.id
    for container in _containers(site, account):
        written = blob_containers.write(container, service, place, depends_on=() if last == service.id else (last,))
        yield from written
        last = written[-1].id
    for group in ("blob", "dfs"):
        endpoint, *rest = private_endpoint(site, place, (storage_accounts.TYPE, group), account.id, DATA_ENDPOINTS, after=(last,))
        yield endpoint
        yield from rest
        last = endpoint.id
    if site.spec.identity.operators is not None:
        # owners of data set the rights of folders, which nobody else can
        yield grant(site, str(site.spec.identity.operators), "Storage Blob Data Owner", account.id, GROUP)


def lake_endpoints(site: Site, built: Sequence[Resource]) -> tuple[str, ...]:
    """Ids of the lake's private endpoints: whoever asks for another connection waits for them, since an account makes one at a time."""
    found = (private_endpoints.read(each) for each in built if each.type == private_endpoints.TYPE)
    return tuple(endpoint.id for endpoint in found if endpoint.target == data_lake_id(site))


def data_lake_id(site: Site) -> str:
    """Id of the account. Its name is shared by the whole world."""
    return site.unique(storage_accounts.TYPE, "lake")


def _containers(site: Site, account: Resource) -> Iterator[BlobContainer]:
    said = site.spec.components.data_lake
    names = dict.fromkeys((*said.containers, *((SYNAPSE,) if site.spec.components.synapse.enabled else ()), *said.unchangeable))
    for name in names:
        yield BlobContainer(
            id=f"{account.id}/blobServices/default/containers/{name}",
            account=account.id,
            name=name,
            immutable_days=said.unchangeable.get(name, 0),
        )

"""A storage account that belongs to one service: for the files of a project's agents, of a workspace, of workflows.

Not the data lake: workspaces take no account with folders for their files (learn.microsoft.com/azure/machine-learning/
how-to-manage-workspace, limitations), and data sets are nobody's business who only keeps his own files.
"""

from __future__ import annotations

from collections.abc import Iterator

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.recovery import storage_sku
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import NO_IDENTITY, Identity, Place
from enclave.graph.resources import blob_services, storage_accounts
from enclave.graph.resources.blob_services import BlobService
from enclave.graph.resources.storage_accounts import PLATFORM, StorageAccount, StorageKey

SOFT_DELETE_DAYS = 30
"""Days that a deleted file can be brought back."""


def private_storage(
    site: Site, account_id: str, place: Place, groups: tuple[str, ...], *, purpose: str = "storage", bypass: str = "None"
) -> Iterator[Resource]:
    """A closed storage account with its soft delete and a private endpoint for each group, one change after another.

    Its files are copied to Azure's pair too, where the file allows that.
    """
    customer = key(site, purpose)
    view = StorageAccount(
        id=account_id,
        kind="StorageV2",
        sku=storage_sku(site),
        location=site.region.location,
        public_network_access=site.public_access,
        default_action=site.default_action,
        ip_rules=(),
        subnet_rules=(),
        bypass=bypass,
        local_auth_disabled=True,
        tls="TLS1_2",
        https_only=True,
        public_blobs=False,
        infrastructure_encryption=True,
        key_source=PLATFORM if customer is None else "Microsoft.Keyvault",
        identity=NO_IDENTITY if customer is None else Identity("UserAssigned", (customer.identity,)),
        cross_tenant_replication=site.spec.security.unsafe_allow_cross_tenant_replication is not None,
        key=None if customer is None else StorageKey(customer.vault, customer.key_name, customer.identity),
        copy_scope="AAD",
    )
    (account,) = storage_accounts.write(view, place, depends_on=customer.depends_on if customer else ())
    yield account
    blobs = BlobService(f"{account.id}/blobServices/default", account.id, SOFT_DELETE_DAYS, SOFT_DELETE_DAYS)
    (service,) = blob_services.write(blobs, account, place)
    yield service
    last = service.id
    for group in groups:
        endpoint, *rest = private_endpoint(site, place, (storage_accounts.TYPE, group), account.id, DATA_ENDPOINTS, after=(last,))
        yield from (endpoint, *rest)
        last = endpoint.id

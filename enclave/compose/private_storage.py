"""Storage accounts that nobody reaches from outside: what is true of every account, and the account of one service.

That is the account for the files of a project's agents, of a workspace, of workflows. Not the data lake: workspaces take no
account with folders for their files (learn.microsoft.com/azure/machine-learning/how-to-manage-workspace, limitations), and data
sets are nobody's business who only keeps his own files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

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


def closed_account(
    site: Site, account_id: str, place: Place, purpose: str = "storage", *, trusted: bool = False, **otherwise: Any
) -> Resource:
    """A storage account for the key `purpose`, by private endpoint and Entra ID alone. `otherwise`: fields of `StorageAccount`.

    `trusted`: services that Azure trusts come in too, before every rule and also where public access is disabled
    (learn.microsoft.com/azure/storage/common/storage-network-security-limitations). Files are copied to Azure's pair where the
    file allows that.
    """
    customer = key(site, purpose)
    between_tenants = site.spec.security.unsafe_allow_cross_tenant_replication is not None
    view = StorageAccount(
        id=account_id,
        kind="StorageV2",
        sku=storage_sku(site),
        location=site.region.location,
        public_network_access=site.public_access,
        default_action=site.default_action,
        ip_rules=(),
        subnet_rules=(),
        bypass="AzureServices" if trusted else "None",
        local_auth_disabled=True,
        tls="TLS1_2",
        https_only=True,
        public_blobs=False,
        infrastructure_encryption=True,
        key_source="Microsoft.Keyvault" if customer else PLATFORM,
        identity=Identity("UserAssigned", (customer.identity,)) if customer else NO_IDENTITY,
        cross_tenant_replication=between_tenants,
        key=StorageKey(customer.vault, customer.key_name, customer.identity) if customer else None,
        copy_scope="All" if between_tenants else "AAD",
    )
    (account,) = storage_accounts.write(replace(view, **otherwise), place, depends_on=customer.depends_on if customer else ())
    return account


def private_storage(
    site: Site, account_id: str, place: Place, groups: tuple[str, ...], *, purpose: str = "storage", trusted: bool = False
) -> Iterator[Resource]:
    """A closed storage account with its soft delete and a private endpoint for each group, one change after another."""
    account = closed_account(site, account_id, place, purpose, trusted=trusted)
    yield account
    blobs = BlobService(f"{account.id}/blobServices/default", account.id, SOFT_DELETE_DAYS, SOFT_DELETE_DAYS)
    (service,) = blob_services.write(blobs, account, place)
    yield service
    last = service.id
    for group in groups:
        endpoint, *rest = private_endpoint(site, place, (storage_accounts.TYPE, group), account.id, DATA_ENDPOINTS, after=(last,))
        yield from (endpoint, *rest)
        last = endpoint.id

"""Locks against deletion on what nobody can bring back: keys, data, logs and backups.

No lock is on a group: Azure could then not clear away the history of its deployments, and after 800 of them refuses the
next (learn.microsoft.com/azure/azure-resource-manager/management/lock-resources). A lock on a storage account or a database
server holds for the thing, not for what is in it: blobs and rows have soft delete and backups. No lock is where rights are
activated either (accounts of AI services): under one, Azure cannot take a role away again when its time is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import management_locks
from enclave.graph.resources.management_locks import Lock
from enclave.spec.models import Spec

MODULE = "governance/resource-locks"
NAME = "lock-enclave"
LOCKED = {
    kind.lower(): why for kind, why in {
        "Microsoft.KeyVault/vaults": "without its keys nothing of this enclave can be read",
        "Microsoft.OperationalInsights/workspaces": "it holds the evidence",
        "Microsoft.Storage/storageAccounts": "it holds data or evidence",
        "Microsoft.DocumentDB/databaseAccounts": "it holds data",
        "Microsoft.Sql/servers": "it holds data",
        "Microsoft.DBforPostgreSQL/flexibleServers": "it holds data",
        "Microsoft.Synapse/workspaces": "it holds data",
        "Microsoft.Search/searchServices": "it holds data",
        "Microsoft.MachineLearningServices/workspaces": "it holds models and what they were made of",
        "Microsoft.ContainerRegistry/registries": "it holds the images that run",
        "Microsoft.RecoveryServices/vaults": "it holds the backups",
        "Microsoft.DataProtection/backupVaults": "it holds the backups",
        "Microsoft.Network/azureFirewalls": "everything that leaves goes through it",
    }.items()
}
"""Type, lower case, -> why nobody may delete one."""


def resource_locks(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The locks of a region."""
    yield from _locks(site.spec, built, site.place(MODULE))


def whole_resource_locks(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """The locks on what exists once."""
    yield from _locks(whole.spec, [resource for resource in built if not resource.stamp], whole.place(MODULE))


def _locks(spec: Spec, built: Sequence[Resource], place: Place) -> Iterator[Resource]:
    if not spec.security.resource_locks:
        return
    for resource in built:
        why = LOCKED.get(resource.type.lower())
        if why is not None:
            lock = Lock(f"{resource.id}/providers/{management_locks.TYPE}/{NAME}", resource.id, "CanNotDelete", why)
            yield from management_locks.write(lock, place)

"""The region's disk encryption set: disks of machines, scale sets and nodes are encrypted with the owner's key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.encryption import key, purposes
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import disk_encryption_sets
from enclave.graph.resources.disk_encryption_sets import DiskEncryptionSet

PURPOSE = "disks"


def disk_encryption(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The set; nothing without customer-managed keys, or where nothing has disks."""
    disks = disk_encryption_set_id(site)
    customer = key(site, PURPOSE) if disks else None
    if disks is None or customer is None:
        return ()
    encryption = DiskEncryptionSet(
        id=disks,
        key=customer.key,
        double=bool(site.spec.security.double_encryption),
        follows_rotation=True,
        identity=Identity("UserAssigned", (customer.identity,)),
    )
    return disk_encryption_sets.write(encryption, site.place("compute/disk-encryption-sets"), depends_on=customer.depends_on)


def disk_encryption_set_id(site: Site) -> str | None:
    """Id of the set; None where disks are encrypted with keys of the platform."""
    return site.id(disk_encryption_sets.TYPE) if PURPOSE in purposes(site) else None

"""The blob service of a storage account: how long what is deleted can be brought back."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, number
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Storage/storageAccounts/blobServices"
API_VERSION = "2026-04-01"


class BlobService(Struct, frozen=True):
    """The blob service; each account has one, named `default`."""

    id: str
    account: str
    soft_delete_days: int
    """Days that a deleted blob can be brought back; 0: it is gone at once."""
    container_soft_delete_days: int
    versioning: bool = False
    change_feed_days: int = 0
    """Days that a record of every change is kept; 0: there is none, -1: for ever."""
    restore_days: int = 0
    """Days back to which containers can be restored as they were; 0: they cannot."""


def read(resource: Resource) -> BlobService:
    """A blob service. Raises `Undecided`."""
    return BlobService(
        id=resource.id,
        account=resource.parent or "",
        soft_delete_days=_days(resource, "deleteRetentionPolicy"),
        container_soft_delete_days=_days(resource, "containerDeleteRetentionPolicy"),
        versioning=flag(resource.body, "properties.isVersioningEnabled"),
        change_feed_days=_change_feed(resource),
        restore_days=_days(resource, "restorePolicy"),
    )


def write(service: BlobService, account: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The blob service below its account."""
    feed = stated(enabled=True, retentionInDays=service.change_feed_days if service.change_feed_days > 0 else None)
    properties = stated(
        deleteRetentionPolicy=_policy(service.soft_delete_days),
        containerDeleteRetentionPolicy=_policy(service.container_soft_delete_days),
        isVersioningEnabled=service.versioning,
        changeFeed=feed if service.change_feed_days else None,
        restorePolicy=_policy(service.restore_days) if service.restore_days else None,
    )
    return (place.below(account, "blobServices", API_VERSION, "default", {"properties": properties}, depends_on=depends_on),)


def _policy(days: int) -> Value:
    return {"enabled": True, "days": days} if days else {"enabled": False}


def _change_feed(resource: Resource) -> int:
    on = flag(resource.body, "properties.changeFeed.enabled")
    return number(resource.body, "properties.changeFeed.retentionInDays", -1) if on else 0


def _days(resource: Resource, policy: str) -> int:
    on = flag(resource.body, f"properties.{policy}.enabled")
    return number(resource.body, f"properties.{policy}.days") if on else 0

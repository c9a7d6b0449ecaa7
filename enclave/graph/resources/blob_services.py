"""The blob service of a storage account: how long what is deleted can be brought back."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import flag, number
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Storage/storageAccounts/blobServices"
API_VERSION = "2026-04-01"


@dataclass(frozen=True)
class BlobService:
    """The blob service; each account has one, named `default`."""

    id: str
    account: str
    soft_delete_days: int
    """Days that a deleted blob can be brought back; 0: it is gone at once."""
    container_soft_delete_days: int
    versioning: bool = False


def read(resource: Resource) -> BlobService:
    """A blob service. Raises `Undecided`."""
    return BlobService(
        id=resource.id,
        account=resource.parent or "",
        soft_delete_days=_days(resource, "deleteRetentionPolicy"),
        container_soft_delete_days=_days(resource, "containerDeleteRetentionPolicy"),
        versioning=flag(resource.body, "properties.isVersioningEnabled"),
    )


def write(service: BlobService, account: Resource, place: Place) -> tuple[Resource, ...]:
    """The blob service below its account."""
    properties: Value = {
        "deleteRetentionPolicy": _policy(service.soft_delete_days),
        "containerDeleteRetentionPolicy": _policy(service.container_soft_delete_days),
        "isVersioningEnabled": service.versioning,
    }
    return (place.below(account, "blobServices", API_VERSION, "default", {"properties": properties}),)


def _policy(days: int) -> Value:
    return {"enabled": True, "days": days} if days else {"enabled": False}


def _days(resource: Resource, policy: str) -> int:
    on = flag(resource.body, f"properties.{policy}.enabled")
    return number(resource.body, f"properties.{policy}.days") if on else 0

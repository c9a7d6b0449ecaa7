"""Lifecycle of the blobs of a storage account: what is deleted, and after how many days."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import MISSING, flag, items, lookup, number, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Storage/storageAccounts/managementPolicies"
API_VERSION = "2026-04-01"


class LifecycleRule(Struct, frozen=True):
    """One rule that deletes blobs."""

    name: str
    prefixes: tuple[str, ...]
    """What the path of a blob begins with, container first. `logs/` is one container, `logs` every one whose name begins so."""
    blob_types: tuple[str, ...]
    """`blockBlob`, `appendBlob`, `pageBlob`."""
    delete_after_days: int
    """Days after its last change at which a blob is deleted."""
    versions: bool = False
    """So is every older version, that many days after it was made; where versions are kept, nothing else is ever gone."""


class ManagementPolicy(Struct, frozen=True):
    """The rules of an account; it has one set of them, named `default`."""

    id: str
    account: str
    rules: tuple[LifecycleRule, ...]


def read(resource: Resource) -> ManagementPolicy:
    """The rules that are on and delete blobs by their last change; others delete nothing that way. Raises `Undecided`."""
    rules = items(resource.body, "properties.policy.rules")
    deleting = (rule for rule in rules if flag(rule, "enabled", True) and lookup(rule, DELETE) is not MISSING)
    return ManagementPolicy(resource.id, resource.parent or "", tuple(_rule(rule) for rule in deleting))


def write(policy: ManagementPolicy, account: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The rules below their account."""
    rules: list[Value] = [
        {
            "name": rule.name,
            "enabled": True,
            "type": "Lifecycle",
            "definition": {
                "filters": {"blobTypes": list(rule.blob_types), "prefixMatch": list(rule.prefixes)},
                "actions": stated(
                    baseBlob={"delete": {"daysAfterModificationGreaterThan": rule.delete_after_days}},
                    version={"delete": {"daysAfterCreationGreaterThan": rule.delete_after_days}} if rule.versions else None,
                ),
            },
        }
        for rule in policy.rules
    ]
    properties: Value = {"policy": {"rules": rules}}
    body = place.below(account, "managementPolicies", API_VERSION, "default", {"properties": properties}, depends_on=depends_on)
    return (body,)


DELETE = "definition.actions.baseBlob.delete.daysAfterModificationGreaterThan"
DELETE_VERSIONS = "definition.actions.version.delete.daysAfterCreationGreaterThan"


def _rule(body: Body) -> LifecycleRule:
    return LifecycleRule(
        name=text(body, "name"),
        prefixes=texts(body, "definition.filters.prefixMatch"),
        blob_types=texts(body, "definition.filters.blobTypes"),
        delete_after_days=number(body, DELETE),
        versions=lookup(body, DELETE_VERSIONS) is not MISSING,
    )

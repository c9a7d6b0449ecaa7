"""Rule storage-soft-delete: deleted blobs are gone at once."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import lookup, text
from enclave.graph.model import Graph, Ref, Resource
from enclave.verify.network.world import World
from enclave.verify.rule import Native, References, Rule, Told, holding, told
from enclave.verify.samples import arm, storage_account
from enclave.verify.settings import AtLeast, OneOf, Setting

KEPT = {"enabled": True, "days": 14}
VAULTS = "/microsoft.recoveryservices/vaults/"

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts/blobServices",
        "properties.deleteRetentionPolicy.enabled",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview",
    ),
    Setting(
        "Microsoft.Storage/storageAccounts/blobServices",
        "properties.containerDeleteRetentionPolicy.enabled",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/storage/blobs/soft-delete-container-overview",
    ),
    Setting(
        "Microsoft.Storage/storageAccounts/blobServices",
        "properties.deleteRetentionPolicy.days",
        AtLeast(7),
        absent=None,
        when=(
            Setting(
                "Microsoft.Storage/storageAccounts/blobServices",
                "properties.deleteRetentionPolicy.enabled",
                OneOf(("true",)),
                absent="false",
            ),
        ),
    ),
    Setting(
        "Microsoft.Storage/storageAccounts/blobServices",
        "properties.containerDeleteRetentionPolicy.days",
        AtLeast(7),
        absent=None,
        when=(
            Setting(
                "Microsoft.Storage/storageAccounts/blobServices",
                "properties.containerDeleteRetentionPolicy.enabled",
                OneOf(("true",)),
                absent="false",
            ),
        ),
    ),
)


def check(world: World) -> Iterator[Told]:
    """What is written must be good, and something must be written for one account that may hold blobs."""
    graph = world.estate.graph
    yield from (one for one in holding(SETTINGS)(world) if not _is_cache(one.resource.partition("/blobServices/")[0], graph))
    for account in graph.of_type("Microsoft.Storage/storageAccounts"):
        if not any(child.type.lower().endswith("/blobservices") for child in graph.children(account.id)):
            yield from told(account, _judge(account))


def _is_cache(account_id: str, graph: Graph) -> bool:
    """Whether changes of replicated disks pass through it, by the role of a vault on it: Azure takes no soft delete there."""
    principals = (lookup(role.body, "properties.principalId") for role in graph.extending(account_id))
    return any(isinstance(principal, Ref) and VAULTS in principal.resource.lower() for principal in principals)


def _judge(account: Resource) -> Iterator[str]:
    if text(account.body, "kind").lower() != "filestorage":
        yield "it has no blobServices/default, and Azure then keeps nothing of what is deleted"


RULE = Rule(
    id="storage-soft-delete",
    title="deleted blobs are gone at once",
    severity=Severity.MEDIUM,
    why="whoever may delete, by mistake or on purpose, destroys data and models for good",
    fix="set `deleteRetentionPolicy` and `containerDeleteRetentionPolicy` in `blobServices/default`, seven days or more",
    check=check,
    references=References(
        mcsb=("BR-2",),
        cis=("5.0 9.2.1", "5.0 9.2.2"),
        pages=(
            "learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview",
            "learn.microsoft.com/azure/storage/blobs/soft-delete-container-overview",
        ),
    ),
    fails=(
        storage_account(),
        arm(
            "Microsoft.Storage/storageAccounts/blobServices@2026-04-01", "stcases/default", {"deleteRetentionPolicy": {"enabled": False}}
        ),
    ),
    passes=(
        storage_account(),
        arm(
            "Microsoft.Storage/storageAccounts/blobServices@2026-04-01",
            "stcases/default",
            {"deleteRetentionPolicy": KEPT, "containerDeleteRetentionPolicy": KEPT},
        ),
    ),
    azurerm=(
        Native("azurerm_storage_account", "blob_properties.delete_retention_policy.days", 14),
        Native("azurerm_storage_account", "blob_properties.container_delete_retention_policy.days", 14),
    ),
)

"""Rule lock-missing: nothing keeps what cannot be brought back from being deleted."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import key_vault, lock


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """A lock must stand on the resource, its group or the subscription."""
    held = {lock.scope.lower() for lock in graph.of_type("Microsoft.Authorization/locks")}
    if held.isdisjoint({resource.id.lower(), resource.scope.lower(), ""}):
        yield "no lock is on it or on its group"


RULE = Rule(
    id="lock-missing",
    title="nothing keeps what cannot be brought back from being deleted",
    severity=Severity.NOTE,
    why="one wrong click, or one account taken over, and keys, logs or backups are gone",
    fix="put a `Microsoft.Authorization/locks` with `CanNotDelete` on it or on its group",
    check=each(
        (
            "Microsoft.KeyVault/vaults",
            "Microsoft.OperationalInsights/workspaces",
            "Microsoft.RecoveryServices/vaults",
            "Microsoft.DataProtection/backupVaults",
        ),
        judge,
    ),
    references=References(
        mcsb=("AM-3", "BR-2"),
        cis=("5.0 6.2",),
        pages=("learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",),
    ),
    fails=(key_vault(),),
    passes=(
        key_vault(),
        lock("[resourceId('Microsoft.KeyVault/vaults', 'kv-cases')]"),
    ),
    azurerm=(Native("azurerm_management_lock", "lock_level", "CanNotDelete"),),
)

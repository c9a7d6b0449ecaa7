"""What the owner accepts of single resources and principals, because Azure leaves no better way: each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.site_recovery import cache_id, replication_vault_id
from enclave.compose.site import Site
from enclave.graph.model import Graph, Waiver
from enclave.graph.resources import backup_vaults, log_analytics_workspaces
from enclave.spec.models import Spec

WORKSPACE_KEY = (
    "a workspace is encrypted with a key of the owner's only in a dedicated cluster, which starts at 100 GB a day "
    "(learn.microsoft.com/azure/azure-monitor/logs/logs-dedicated-clusters)"
)
VAULT_LAYER = (
    "Azure adds a second layer only to a vault that begins with its key, and this one's own identity gets the right to it after it is made "
    "(learn.microsoft.com/azure/backup/encryption-at-rest-with-cmk-for-backup-vault)"
)
REPLICATION = "it directs replication and holds no copies: these are disks, under the owner's key"
CACHE = (
    "it holds changes of machines for minutes, on their way to the other region; replication takes no account with soft delete "
    "(learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix)"
)
OPERATORS = "they administer the platform, and so can do what its machines and services may"


def waivers(spec: Spec, sites: Sequence[Site], graph: Graph) -> tuple[Waiver, ...]:
    """Every waiver of an enclave. A proof prints them; whatever is not in here must hold."""
    return (*_encryption(spec, graph), *_replication(spec, sites), *_principals(spec))


def _encryption(spec: Spec, graph: Graph) -> Iterator[Waiver]:
    if spec.security.customer_managed_keys:
        yield from (Waiver("customer-managed-key", each.id, WORKSPACE_KEY) for each in graph.of_type(log_analytics_workspaces.TYPE))
    if spec.security.double_encryption:
        yield from (Waiver("double-encryption", each.id, VAULT_LAYER) for each in graph.of_type(backup_vaults.TYPE))


def _replication(spec: Spec, sites: Sequence[Site]) -> Iterator[Waiver]:
    for site in sites if spec.components.site_recovery.enabled else ():
        for what in ("customer-managed-key", "double-encryption", "geo-redundancy"):
            yield Waiver(what, replication_vault_id(site), REPLICATION)
        for what in ("soft-delete", "geo-redundancy"):
            yield Waiver(what, cache_id(site), CACHE)


def _principals(spec: Spec) -> Iterator[Waiver]:
    if spec.identity.operators is not None:
        yield Waiver("escalation", str(spec.identity.operators), OPERATORS)

"""The region's log archive: a storage account that only Azure Monitor writes, and that keeps each category as long as asked.

A workspace cannot cut the table AzureDiagnostics by category; here every category has a container of its own, so the
seed's numbers (Audit 365 days, RequestResponse 90, AllMetrics 90) hold to the day, by lifecycle rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.private_storage import closed_account
from enclave.compose.retention import kept
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.model import Resource
from enclave.graph.resources import blob_services, cognitive_accounts, management_policies, storage_accounts
from enclave.graph.resources.blob_services import BlobService
from enclave.graph.resources.management_policies import LifecycleRule, ManagementPolicy

ARCHIVED = (cognitive_accounts.TYPE,)
"""Types whose diagnostic settings also go to the archive."""
SOFT_DELETE_DAYS = 7
"""Days that a record can be brought back after it was deleted, also by a lifecycle rule."""
LOGS, METRICS = "insights-logs-", "insights-metrics-pt1m"
"""What Azure Monitor calls the containers: one for each log category, one for all metrics
(learn.microsoft.com/azure/azure-monitor/platform/resource-logs, send to Azure Storage)."""
BLOB_TYPES = ("appendBlob", "blockBlob")
"""Azure Monitor appends; a rule for block blobs alone would never delete anything."""


def archive(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The account, its soft delete, its lifecycle, then its private endpoint."""
    place = site.place("monitoring/storage-archive")
    # records of who asked what outlive the region that they were written in, where copies may leave it; they never change hands.
    # Azure Monitor writes as a service that Azure trusts, whatever the file says of public access
    account = closed_account(
        site, site.archive, place, trusted=True, public_network_access="Disabled", default_action="Deny",
        cross_tenant_replication=False, copy_scope="AAD",
    )
    yield account
    blobs = BlobService(f"{account.id}/blobServices/default", account.id, SOFT_DELETE_DAYS, SOFT_DELETE_DAYS)
    (service,) = blob_services.write(blobs, account, place)
    yield service
    policy = ManagementPolicy(f"{account.id}/managementPolicies/default", account.id, (*_rules(site),))
    # one change of an account after another
    (lifecycle,) = management_policies.write(policy, account, place, depends_on=(service.id,))
    yield lifecycle
    yield from private_endpoint(site, place, (storage_accounts.TYPE, "blob"), account.id, DATA_ENDPOINTS, after=(lifecycle.id,))


def _rules(site: Site) -> Iterator[LifecycleRule]:
    days = kept(site)
    sent = [DIAGNOSTICS[kind.lower()] for kind in ARCHIVED]
    named = (category for known in sent for category in (*known.logs, *(name for logs in known.of_kind.values() for name in logs)))
    for category in dict.fromkeys(named):
        yield _rule(LOGS + category.lower(), days.audit if category == "Audit" else days.request_response)
    yield _rule(METRICS, days.metrics)


def _rule(container: str, days: int) -> LifecycleRule:
    # without the slash, the rule for `insights-logs-audit` would delete from every container whose name begins so
    return LifecycleRule(f"delete-{container}", (f"{container}/",), BLOB_TYPES, days)

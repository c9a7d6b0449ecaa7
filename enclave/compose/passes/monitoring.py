"""The region's Log Analytics workspace, how long its tables keep records, and its private way in.

Azure has retired the retention of diagnostic settings (the seed's `retention_policy`); the tables that logs land in keep
them instead. Audit and RequestResponse share the table AzureDiagnostics, so the longer of the two holds for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.model import Resource
from enclave.graph.resources import log_analytics_workspaces, private_link_scopes
from enclave.graph.resources.log_analytics_workspaces import LogAnalyticsWorkspace, Table
from enclave.graph.resources.private_link_scopes import PrivateLinkScope
from enclave.spec.policy import Policy, effective_policies, hub_policy

INTERACTIVE = (30, 730)
"""Days that a workspace can keep records for queries, least and most."""
TOTALS = (*range(4, 731), 1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383)
"""Days of a table's total retention that Azure takes (learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure)."""


def monitoring(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The workspace with its tables, the private link scope with it inside, and the scope's private endpoint."""
    workspace = LogAnalyticsWorkspace(
        id=workspace_id(site),
        location=site.region.location,
        sku="PerGB2018",
        retention_days=_interactive(_audit_days(site)),
        public_ingestion="Disabled",  # diagnostic settings do not come through the public endpoint
        public_query="Disabled",
        local_auth_disabled=True,
        tables=(*_tables(site),),
    )
    yield from log_analytics_workspaces.write(workspace, site.place("monitoring/log-analytics-workspace"))
    place = site.place("monitoring/private-link-scope")
    scope = PrivateLinkScope(site.id(private_link_scopes.TYPE), "PrivateOnly", "PrivateOnly", (workspace.id,))
    written = private_link_scopes.write(scope, place)
    yield from written
    service = (private_link_scopes.TYPE, "azuremonitor")
    yield from private_endpoint(site, place, service, scope.id, MANAGEMENT_ENDPOINTS, after=(written[-1].id,))


def workspace_id(site: Site) -> str:
    """Id of the region's workspace."""
    return site.id(log_analytics_workspaces.TYPE)


def _policies(site: Site) -> Iterable[Policy]:
    effective = effective_policies(site.spec)
    return (hub_policy(site.spec.hub), *(effective[project] for project in site.projects))


def _audit_days(site: Site) -> int:
    return max(policy.audit_days for policy in _policies(site))


def _tables(site: Site) -> Iterator[Table]:
    audit = _audit_days(site)
    shared = max(audit, *(policy.request_response_days for policy in _policies(site)))
    yield _table("AzureDiagnostics", shared)
    yield _table("AzureMetrics", max(policy.metrics_days for policy in _policies(site)))
    if audit > INTERACTIVE[1]:  # more than the workspace can say for all its tables
        for name in dict.fromkeys(table for row in DIAGNOSTICS.values() for table in row.tables):
            yield _table(name, audit)


def _table(name: str, days: int) -> Table:
    total = next(allowed for allowed in TOTALS if allowed >= days)
    return Table(name, min(total, INTERACTIVE[1]), total)


def _interactive(days: int) -> int:
    least, most = INTERACTIVE
    return min(max(days, least), most)

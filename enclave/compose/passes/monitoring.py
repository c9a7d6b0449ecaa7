"""The region's Log Analytics workspace, how long its tables keep records, and its private way in.

Azure has retired the retention of diagnostic settings (the seed's `retention_policy`); the tables that logs land in keep
them instead. Audit and RequestResponse share the table AzureDiagnostics, so here the longer of the two holds for both; the
archive (`archive.py`) keeps each as long as it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.retention import Kept, kept
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.resources import application_insights, data_collection_endpoints, log_analytics_workspaces, private_link_scopes
from enclave.graph.resources.log_analytics_workspaces import LogAnalyticsWorkspace, Table
from enclave.graph.resources.private_link_scopes import PrivateLinkScope

INTERACTIVE = (30, 730)
"""Days that a workspace can keep records for queries, least and most."""
TOTALS = (*range(4, 731), 1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383)
"""Days of a table's total retention that Azure takes (learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure)."""


def monitoring(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The workspace with its tables, the private link scope with it inside, and the scope's private endpoint."""
    days = kept(site)
    workspace = LogAnalyticsWorkspace(
        id=workspace_id(site),
        location=site.region.location,
        sku="PerGB2018",
        retention_days=_interactive(days.audit),
        public_ingestion="Disabled",  # diagnostic settings do not come through the public endpoint
        public_query="Disabled",
        local_auth_disabled=True,
        tables=(*_tables(days),),
    )
    yield from log_analytics_workspaces.write(workspace, site.place("monitoring/log-analytics-workspace"))
    place = site.place("monitoring/private-link-scope")
    scope = PrivateLinkScope(scope_id(site), "PrivateOnly", "PrivateOnly", scoped(site))
    written = private_link_scopes.write(scope, place)
    yield from written
    service = (private_link_scopes.TYPE, "azuremonitor")
    yield from private_endpoint(site, place, service, scope.id, MANAGEMENT_ENDPOINTS, after=(written[-1].id,))


def workspace_id(site: Site) -> str:
    """Id of the region's workspace."""
    return site.id(log_analytics_workspaces.TYPE)


def scope_id(site: Site) -> str:
    """Id of the region's private link scope."""
    return site.id(private_link_scopes.TYPE)


def scoped(site: Site) -> tuple[str, ...]:
    """Ids of what the region's private link scope covers: the workspace, the component and the endpoint for collection."""
    components = site.spec.components
    return (
        workspace_id(site),
        *((site.id(application_insights.TYPE),) if components.application_insights.enabled else ()),
        *((site.id(data_collection_endpoints.TYPE),) if components.data_collection.enabled else ()),
    )


def exceeds_workspace(days: int) -> bool:
    """Whether a workspace cannot keep all its tables so long, and each must say so itself."""
    return days > INTERACTIVE[1]


def _tables(days: Kept) -> Iterator[Table]:
    yield kept_for("AzureDiagnostics", max(days.audit, days.request_response))
    yield kept_for("AzureMetrics", days.metrics)
    if days.metrics > _interactive(days.audit):
        yield kept_for("Perf", days.metrics)  # figures of machines


def kept_for(name: str, days: int) -> Table:
    """A table that keeps its records at least so many days."""
    total = next(allowed for allowed in TOTALS if allowed >= days)
    return Table(name, min(total, INTERACTIVE[1]), total)


def _interactive(days: int) -> int:
    least, most = INTERACTIVE
    return min(max(days, least), most)

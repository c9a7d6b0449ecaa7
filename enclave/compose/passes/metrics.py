"""The region's workspace for Prometheus metrics, and managed Grafana over it and over the logs.

Neither has a public side. Grafana reads both over private endpoints of its own, which the owner of each approves once:
Azure names such a connection only when it is made, so no template can approve it
(learn.microsoft.com/azure/managed-grafana/how-to-connect-to-data-source-privately).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.passes.monitoring import scope_id, workspace_id
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import grafana, monitor_accounts, role_assignments
from enclave.graph.resources.grafana import Grafana, ManagedPrivateEndpoint
from enclave.graph.resources.monitor_accounts import MonitorAccount
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name
from enclave.spec.availability import SERVICES

MAJOR_VERSION = "12"
ZONES = "grafana-zones"
"""Where Azure refuses a Grafana in all zones although the region has some."""
METRICS_GROUP, SCOPE_GROUP, GRAFANA_GROUP = "prometheusMetrics", "azuremonitor", "grafana"
"""Groups of private endpoints."""


def metrics(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Workspace for metrics, Grafana, their private endpoints, and what Grafana and the operators may do."""
    if not site.spec.components.grafana.enabled:
        return
    place = site.place("monitoring/managed-prometheus")
    account = MonitorAccount(account_id(site), site.region.location, "Disabled")
    yield from monitor_accounts.write(account, place)
    yield from private_endpoint(site, place, (monitor_accounts.TYPE, METRICS_GROUP), account.id, MANAGEMENT_ENDPOINTS)
    place = site.place("monitoring/managed-grafana")
    view = _grafana(site)
    yield from grafana.write(view, place)
    yield from private_endpoint(site, place, (grafana.TYPE, GRAFANA_GROUP), view.id, MANAGEMENT_ENDPOINTS)
    yield from _access(site, view)


def account_id(site: Site) -> str:
    """Id of the region's workspace for metrics."""
    return site.id(monitor_accounts.TYPE)


def grafana_id(site: Site) -> str:
    """Id of the region's Grafana; its name is part of a host name."""
    return site.unique(grafana.TYPE)


def _grafana(site: Site) -> Grafana:
    asks = "Grafana of the same enclave reads"
    return Grafana(
        id=grafana_id(site),
        location=site.region.location,
        public_network_access="Disabled",
        zone_redundant=site.premium and site.region.location in SERVICES[ZONES].regions,
        api_keys=False,
        own_addresses=False,
        metrics=(account_id(site),),
        identity=Identity("SystemAssigned"),
        endpoints=(
            ManagedPrivateEndpoint("metrics", account_id(site), site.region.location, (METRICS_GROUP,), f"{asks} metrics"),
            ManagedPrivateEndpoint("logs", scope_id(site), site.region.location, (SCOPE_GROUP,), f"{asks} logs"),
        ),
        major_version=MAJOR_VERSION,
        creator_administers=False,
    )


def _access(site: Site, view: Grafana) -> Iterator[Resource]:
    operators = site.spec.identity.operators
    wanted = [
        (account_id(site), view.id, "ServicePrincipal", "Monitoring Data Reader"),
        (workspace_id(site), view.id, "ServicePrincipal", "Log Analytics Reader"),
        *([(view.id, str(operators), "Group", "Grafana Admin")] if operators else []),
    ]
    place = site.place("identity-access/role-assignments")
    for scope, principal, kind, name in wanted:
        guid = role(name)
        assignment_id = f"{scope}/providers/{role_assignments.TYPE}/{assignment_name(scope, principal, guid)}"
        yield from role_assignments.write(RoleAssignment(assignment_id, scope, principal, kind, guid), place)

"""What machines, clusters and the gateway tell, and where it goes: one private endpoint for collection, one rule for each kind.

Agents ask the endpoint for their rules and deliver there; both go over the region's private link scope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.events_table import OUTPUT, STREAM, TABLE, TRANSFORM, stream_columns, table_columns
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.metrics import account_id
from enclave.compose.passes.monitoring import kept_for, workspace_id
from enclave.compose.retention import kept
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Body, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import (
    data_collection_endpoints,
    data_collection_rules,
    log_analytics_workspaces,
    role_assignments,
)
from enclave.graph.resources.data_collection_endpoints import DataCollectionEndpoint
from enclave.graph.resources.data_collection_rules import METRICS, WORKSPACES, DataCollectionRule, DataFlow
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name

MACHINES = ("microsoft.compute/virtualmachines", "microsoft.compute/virtualmachinescalesets")
CLUSTER = "microsoft.containerservice/managedclusters"
SYSLOG: Body = {
    "name": "syslog",
    "streams": ["Microsoft-Syslog"],
    "facilityNames": ["auth", "authpriv", "cron", "daemon", "kern", "syslog", "user"],
    "logLevels": ["Warning", "Error", "Critical", "Alert", "Emergency"],
}
AUTHENTICATION: Body = {
    "name": "authentication",
    "streams": ["Microsoft-Syslog"],
    "facilityNames": ["auth", "authpriv", "audit"],
    "logLevels": ["Info", "Notice"],
}
"""Who signed in also where nothing went wrong."""
PERFORMANCE: Body = {
    "name": "performance",
    "streams": ["Microsoft-Perf"],
    "samplingFrequencyInSeconds": 60,
    "counterSpecifiers": [
        "Processor(*)\\% Processor Time", "Memory(*)\\% Used Memory", "Logical Disk(*)\\% Used Space", "Network(*)\\Total Bytes",
    ],
}
CONTAINERS: Body = {
    "name": "ContainerInsightsExtension",
    "streams": ["Microsoft-ContainerInsights-Group-Default"],
    "extensionName": "ContainerInsights",
    "extensionSettings": {
        "dataCollectionSettings": {"interval": "1m", "namespaceFilteringMode": "Off", "enableContainerLogV2": True},
    },
}
PROMETHEUS: Body = {"name": "prometheus", "streams": ["Microsoft-PrometheusMetrics"], "labelIncludeFilter": {}}


def data_collection(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """Endpoint, the gateway's table, rules, and the associations of the machines and clusters that were built."""
    if not site.spec.components.data_collection.enabled:
        return
    place = site.place("monitoring/data-collection-rules")
    endpoint = DataCollectionEndpoint(endpoint_id(site), site.region.location, "Disabled")
    yield from data_collection_endpoints.write(endpoint, place)
    yield from _gateway(site, built, place)
    for kinds, rules in ((MACHINES, tuple(_machines(site))), ((CLUSTER,), tuple(_cluster(site)))):
        targets = [resource.id for resource in built if resource.type.lower() in kinds]
        for rule in rules if targets else ():
            yield from data_collection_rules.write(rule, place)
            yield from (data_collection_rules.associate(target, rule.id, place) for target in targets)
        yield from (data_collection_rules.configure(target, endpoint.id, place) for target in targets)


def endpoint_id(site: Site) -> str:
    """Id of the region's data collection endpoint."""
    return site.id(data_collection_endpoints.TYPE)


def rule_id(site: Site, part: str) -> str:
    """Id of a data collection rule: `gateway`, `machines`, `containers` or `prometheus`."""
    return site.id(data_collection_rules.TYPE, part)


def _rule(
    site: Site, part: str, sources: dict[str, tuple[Body, ...]], flow: DataFlow, *, kind: str | None = None, why: str = ""
) -> DataCollectionRule:
    """A rule with one destination: the workspace, or for metrics the one of metrics."""
    where = (METRICS, account_id(site)) if flow.destinations == ("metrics",) else (WORKSPACES, workspace_id(site))
    return DataCollectionRule(
        id=rule_id(site, part),
        location=site.region.location,
        endpoint=endpoint_id(site),
        sources=sources,
        destinations={flow.destinations[0]: where},
        flows=(flow,),
        streams={STREAM: stream_columns()} if flow.output else {},
        kind=kind,
        description=why,
    )


def _gateway(site: Site, built: Sequence[Resource], place: Place) -> Iterator[Resource]:
    workspace = next(resource for resource in built if resource.id == workspace_id(site))
    days = kept_for(TABLE, kept(site).audit)
    table = log_analytics_workspaces.Table(TABLE, days.retention_days, days.total_retention_days, table_columns())
    written = log_analytics_workspaces.write_table(workspace, table, site.place("monitoring/log-analytics-workspace"))
    yield written
    flow = DataFlow((STREAM,), ("logs",), OUTPUT, TRANSFORM)
    rule = _rule(site, "gateway", {}, flow, why="the log of the gateway, as docs/events.md describes it")
    yield from data_collection_rules.write(rule, place, depends_on=(written.id,))
    sender, guid = gateway_identity_id(site), role("Monitoring Metrics Publisher")
    name = f"{rule.id}/providers/{role_assignments.TYPE}/{assignment_name(rule.id, sender, guid)}"
    may_send = RoleAssignment(name, rule.id, sender, "ServicePrincipal", guid)
    yield from role_assignments.write(may_send, site.place("identity-access/role-assignments"))


def _machines(site: Site) -> Iterator[DataCollectionRule]:
    sources = {"syslog": (SYSLOG, AUTHENTICATION), "performanceCounters": (PERFORMANCE,)}
    flow = DataFlow(("Microsoft-Syslog", "Microsoft-Perf"), ("logs",))
    yield _rule(site, "machines", sources, flow, kind="Linux", why="the system log and the load of machines")


def _cluster(site: Site) -> Iterator[DataCollectionRule]:
    flow = DataFlow(("Microsoft-ContainerInsights-Group-Default",), ("logs",))
    yield _rule(site, "containers", {"extensions": (CONTAINERS,)}, flow, kind="Linux", why="logs and inventory of the cluster")
    if site.spec.components.grafana.enabled:
        metrics = DataFlow(("Microsoft-PrometheusMetrics",), ("metrics",))
        yield _rule(site, "prometheus", {"prometheusForwarder": (PROMETHEUS,)}, metrics, kind="Linux", why="metrics of the cluster")

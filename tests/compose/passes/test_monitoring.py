"""Log Analytics, retention, private link scope."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.passes.monitoring import TOTALS, monitoring, workspace_id
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import log_analytics_workspaces, private_endpoints, private_link_scopes
from enclave.graph.resources.log_analytics_workspaces import LogAnalyticsWorkspace, Table
from enclave.spec.models import Spec


def workspace_of(graph: Graph) -> LogAnalyticsWorkspace:
    (found,) = graph.of_type(log_analytics_workspaces.TYPE)
    return log_analytics_workspaces.read(found, graph)


def kept(run: Callable[..., Graph], spec: Spec) -> LogAnalyticsWorkspace:
    return workspace_of(run(monitoring, sites(spec)[0]))


def retention(audit: int, answers: int, metrics: int) -> dict[str, object]:
    return {"models": ["gpt-4o"], "retention": {"audit_days": audit, "request_response_days": answers, "metrics_days": metrics}}


def test_the_workspace_is_closed_but_for_its_scope(run: Callable[..., Graph], site: Site) -> None:
    graph = run(monitoring)
    found = workspace_of(graph)
    assert found.id == workspace_id(site)
    assert (found.public_ingestion, found.public_query, found.local_auth_disabled) == ("Disabled", "Disabled", True)
    (scope,) = graph.of_type(private_link_scopes.TYPE)
    assert private_link_scopes.read(scope, graph).resources == (found.id,)
    assert private_link_scopes.read(scope, graph).ingestion == private_link_scopes.read(scope, graph).query == "PrivateOnly"
    (endpoint,) = graph.of_type(private_endpoints.TYPE)
    assert private_endpoints.read(endpoint, graph).target == scope.id
    assert endpoint.depends_on[0] == graph.of_type(private_link_scopes.SCOPED_TYPE)[0].id


def test_the_seeds_retention(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    found = kept(run, spec())
    assert found.retention_days == 365
    assert found.tables == (Table("AzureDiagnostics", 365, 365), Table("AzureMetrics", 90, 90))


@pytest.mark.parametrize(("audit", "answers", "metrics"), [(1, 1, 1), (90, 400, 30), (731, 90, 90), (2000, 1, 4383), (4383, 4383, 4383)])
def test_nothing_is_kept_shorter_than_asked_and_azure_takes_it(
    run: Callable[..., Graph], spec: Callable[..., Spec], audit: int, answers: int, metrics: int
) -> None:
    found = kept(run, spec(hub=retention(audit, answers, metrics), projects={}))
    tables = {table.name: table for table in found.tables}
    assert (tables["AzureDiagnostics"].total_retention_days or 0) >= max(audit, answers)
    assert (tables["AzureMetrics"].total_retention_days or 0) >= metrics
    assert 30 <= found.retention_days <= 730
    for table in found.tables:
        assert table.total_retention_days in TOTALS
        assert 4 <= (table.retention_days or 0) <= min(730, table.total_retention_days or 0)


def test_a_project_that_keeps_longer_is_heard_where_it_runs(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    longer = spec(projects={"triage": {"region": "us_east", "retention": {"audit_days": 500}}})
    north, east = sites(longer)
    assert workspace_of(run(monitoring, north)).retention_days == 365
    assert workspace_of(run(monitoring, east)).retention_days == 500

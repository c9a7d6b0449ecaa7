"""Application Insights."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.application_insights import insights
from enclave.compose.passes.monitoring import monitoring, workspace_id
from enclave.compose.site import sites
from enclave.graph.model import Graph
from enclave.graph.resources import application_insights, private_link_scopes
from enclave.spec.models import Spec


def test_it_writes_to_the_workspace_and_is_reached_over_its_scope_only(
    run: Callable[..., Graph], spec: Callable[..., Spec], problems: Callable[..., list[str]]
) -> None:
    site = sites(spec(components={"application_insights": True}))[0]
    graph = run(insights, site, tuple(monitoring(site, ())))
    (component,) = graph.of_type(application_insights.TYPE)
    found = application_insights.read(component)
    assert (found.workspace, found.local_auth_disabled, found.ip_masked) == (workspace_id(site), True, True)
    assert (found.public_ingestion, found.public_query) == ("Disabled", "Disabled")
    (scope,) = graph.of_type(private_link_scopes.TYPE)
    assert set(private_link_scopes.read(scope, graph).resources) == {workspace_id(site), component.id}
    assert problems([component]) == []


def test_switched_off_there_is_none_and_the_scope_does_not_name_it(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    site = sites(spec(components={"application_insights": False, "data_collection": False}))[0]
    graph = run(insights, site, tuple(monitoring(site, ())))
    assert not graph.of_type(application_insights.TYPE)
    (scope,) = graph.of_type(private_link_scopes.TYPE)
    assert private_link_scopes.read(scope, graph).resources == (workspace_id(site),)

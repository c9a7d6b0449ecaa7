"""Data collection: the gateway's table, machines, clusters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.events_table import TABLE, table_columns
from enclave.compose.passes.data_collection import data_collection, endpoint_id, rule_id
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.metrics import account_id
from enclave.compose.passes.monitoring import monitoring, scope_id, workspace_id
from enclave.compose.site import Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import (
    data_collection_endpoints,
    data_collection_rules,
    log_analytics_workspaces,
    private_link_scopes,
    role_assignments,
)
from enclave.graph.resources.data_collection_rules import ASSOCIATION_TYPE, DataCollectionRule
from enclave.spec.models import Spec

ON = {"data_collection": True, "grafana": True}


def site_of(spec: Callable[..., Spec], **changes: Any) -> Site:
    return sites(spec(**{"components": ON} | changes))[0]


def made(run: Callable[..., Graph], site: Site, *types: str) -> Graph:
    others = tuple(Resource(kind, "2026-01-01", f"r{number}", site.group, {}) for number, kind in enumerate(types))
    return run(data_collection, site, (*monitoring(site, ()), *others))


def rule(graph: Graph, site: Site, part: str) -> DataCollectionRule:
    found = graph.get(rule_id(site, part))
    assert found is not None
    return data_collection_rules.read(found)


def test_the_endpoint_is_private_and_in_the_scope(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    site = site_of(spec)
    graph = made(run, site)
    (endpoint,) = map(data_collection_endpoints.read, graph.of_type(data_collection_endpoints.TYPE))
    assert (endpoint.id, endpoint.public_network_access) == (endpoint_id(site), "Disabled")
    scope = graph.get(scope_id(site))
    assert scope is not None
    assert endpoint.id in private_link_scopes.read(scope, graph).resources


def test_the_gateways_log_becomes_a_table_that_is_kept_as_long_as_asked(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    retention = {"audit_days": 1000, "request_response_days": 90, "metrics_days": 90}
    site = site_of(spec, hub={"models": ["gpt-4o"], "retention": retention})
    graph = made(run, site)
    workspace = graph.get(workspace_id(site))
    assert workspace is not None
    (table,) = (each for each in log_analytics_workspaces.read(workspace, graph).tables if each.name == TABLE)
    assert table.columns == table_columns()
    assert (table.total_retention_days or 0) >= 1000
    found = rule(graph, site, "gateway")
    ((flow,), destination) = (found.flows, found.destinations["logs"])
    assert (flow.output, destination[1], found.endpoint) == (f"Custom-{TABLE}", workspace_id(site), endpoint_id(site))
    assert set(flow.streams) == set(found.streams)


def test_only_the_gateway_may_write_to_it(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    site = site_of(spec)
    (found,) = map(role_assignments.read, made(run, site).of_type(role_assignments.TYPE))
    assert (found.scope, found.principal) == (rule_id(site, "gateway"), gateway_identity_id(site))
    assert found.role == role("Monitoring Metrics Publisher")


@pytest.mark.parametrize(("kind", "parts"), [
    ("Microsoft.Compute/virtualMachines", {"machines"}),
    ("Microsoft.Compute/virtualMachineScaleSets", {"machines"}),
    ("Microsoft.ContainerService/managedClusters", {"containers", "prometheus"}),
])
def test_what_was_built_is_asked_by_its_rules_and_told_where_to_ask(
    run: Callable[..., Graph], spec: Callable[..., Spec], kind: str, parts: set[str]
) -> None:
    site = site_of(spec)
    graph = made(run, site, kind)
    target = f"{site.group}/providers/{kind}/r0"
    extending = [found for found in graph.extending(target) if found.type == ASSOCIATION_TYPE]
    names = {f"dcra-{rule_id(site, part).rpartition('/')[2]}" for part in parts}
    assert {found.name for found in extending} == names | {"configurationAccessEndpoint"}
    written = {found.id for found in graph.of_type(data_collection_rules.TYPE)}
    assert written == {rule_id(site, part) for part in parts | {"gateway"}}


def test_metrics_of_a_cluster_go_to_the_workspace_of_metrics_where_there_is_one(
    run: Callable[..., Graph], spec: Callable[..., Spec]
) -> None:
    cluster = "Microsoft.ContainerService/managedClusters"
    site = site_of(spec)
    assert rule(made(run, site, cluster), site, "prometheus").destinations["metrics"][1] == account_id(site)
    site = site_of(spec, components=ON | {"grafana": False})
    assert made(run, site, cluster).get(rule_id(site, "prometheus")) is None


def test_switched_off_there_is_nothing(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    assert tuple(data_collection(site_of(spec, components={"data_collection": False}), ())) == ()
    assert not run(data_collection, site_of(spec, components={"data_collection": False})).resources


def test_azure_takes_it(run: Callable[..., Graph], spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    site = site_of(spec)
    before = tuple(monitoring(site, ()))
    machines = tuple(
        Resource(kind, "2026-01-01", "r", site.group, {})
        for kind in ("Microsoft.Compute/virtualMachines", "Microsoft.ContainerService/managedClusters")
    )
    assert problems(data_collection(site, (*before, *machines))) == []

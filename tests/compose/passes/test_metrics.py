"""The workspace for metrics, and managed Grafana."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose.passes.metrics import account_id, grafana_id, metrics
from enclave.compose.passes.monitoring import scope_id, workspace_id
from enclave.compose.site import Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import grafana, monitor_accounts, private_endpoints, role_assignments
from enclave.spec.models import Spec

OPERATORS = "55555555-5555-5555-5555-555555555555"


def made(run: Callable[..., Graph], spec: Callable[..., Spec], **changes: Any) -> tuple[Graph, Site]:
    site = sites(spec(**{"components": {"grafana": True}} | changes))[0]
    return run(metrics, site), site


def test_neither_has_a_public_side_or_keys(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph, site = made(run, spec)
    (account,) = map(monitor_accounts.read, graph.of_type(monitor_accounts.TYPE))
    (instance,) = graph.of_type(grafana.TYPE)
    found = grafana.read(instance, graph)
    assert account.public_network_access == found.public_network_access == "Disabled"
    assert (found.api_keys, found.own_addresses, found.creator_administers, found.metrics) == (False, False, False, (account.id,))
    reached = {private_endpoints.read(each, graph).target for each in graph.of_type(private_endpoints.TYPE)}
    assert reached == {account_id(site), grafana_id(site)}


def test_grafana_reads_over_private_endpoints_of_its_own(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph, site = made(run, spec)
    found = grafana.read(graph.of_type(grafana.TYPE)[0], graph)
    assert {(each.target, each.group_ids) for each in found.endpoints} == {
        (account_id(site), ("prometheusMetrics",)), (scope_id(site), ("azuremonitor",)),
    }


def test_it_stands_in_all_zones_where_that_is_paid_for_and_there_are_some(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    def redundant(**changes: Any) -> bool:
        graph, _ = made(run, spec, **changes)
        return grafana.read(graph.of_type(grafana.TYPE)[0], graph).zone_redundant

    def there(location: str) -> dict[str, Any]:
        return {"regions": {"north": {"location": location}}, "projects": {}}

    assert redundant(performance_tier="premium", **there("northeurope"))
    assert not redundant(performance_tier="standard", **there("northeurope"))
    assert not redundant(performance_tier="premium", **there("ukwest"))
    assert not redundant(performance_tier="premium", **there("westeurope")), "zones, but none for Grafana"


def test_it_may_read_and_operators_may_administer(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    identity = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": OPERATORS}
    graph, site = made(run, spec, identity=identity)
    found = {(each.scope, each.principal, each.role) for each in map(role_assignments.read, graph.of_type(role_assignments.TYPE))}
    assert found == {
        (account_id(site), grafana_id(site), role("Monitoring Data Reader")),
        (workspace_id(site), grafana_id(site), role("Log Analytics Reader")),
        (grafana_id(site), OPERATORS, role("Grafana Admin")),
    }
    without, _ = made(run, spec)
    assert len(without.of_type(role_assignments.TYPE)) == 2


def test_switched_off_there_is_none(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    assert not made(run, spec, components={"grafana": False})[0].resources


def test_azure_takes_it(run: Callable[..., Graph], spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    assert problems(made(run, spec)[0]) == []

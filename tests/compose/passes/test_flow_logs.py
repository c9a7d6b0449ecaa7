"""Flow logs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.passes.archive import archive
from enclave.compose.passes.flow_logs import network_flow_logs
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.passes.virtual_networks import networks
from enclave.compose.site import Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import flow_logs, role_assignments, user_assigned_identities, virtual_networks
from enclave.spec.models import Spec

ON = {"data_collection": True}


def made(run: Callable[..., Graph], site: Site) -> Graph:
    return run(network_flow_logs, site, (*networks(site, ()), *archive(site, ())))


@pytest.fixture
def place(spec: Callable[..., Spec]) -> Site:
    return sites(spec(components=ON))[0]


def test_every_network_is_logged_into_the_archive(run: Callable[..., Graph], place: Site) -> None:
    graph = made(run, place)
    found = [flow_logs.read(each) for each in graph.of_type(flow_logs.TYPE)]
    assert {view.target for view in found} == {network.id for network in graph.of_type(virtual_networks.TYPE)}
    assert {(view.storage_account, view.workspace, view.enabled) for view in found} == {(place.archive, workspace_id(place), True)}
    assert len({view.id for view in found}) == len(found)


def test_they_are_written_without_keys_by_one_who_may_do_nothing_else(run: Callable[..., Graph], place: Site) -> None:
    graph = made(run, place)
    (identity,) = graph.of_type(user_assigned_identities.TYPE)
    (assignment,) = map(role_assignments.read, graph.of_type(role_assignments.TYPE))
    assert (assignment.principal, assignment.scope) == (identity.id, place.archive)
    assert assignment.role == role("Storage Blob Data Contributor")
    for log in graph.of_type(flow_logs.TYPE):
        assert flow_logs.read(log).identity.user_assigned == (identity.id,)
        assert log.depends_on == (assignment.id, *place.joined)


def test_they_belong_to_the_watcher_of_the_region(run: Callable[..., Graph], place: Site) -> None:
    parents = {log.parent for log in made(run, place).of_type(flow_logs.TYPE)}
    assert parents == {"/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_swedencentral"}


@pytest.mark.parametrize(("tier", "minutes"), [("premium", 10), ("standard", 60)])
def test_looking_often_costs_more(run: Callable[..., Graph], spec: Callable[..., Spec], tier: str, minutes: int) -> None:
    site = sites(spec(components=ON, performance_tier=tier))[0]
    assert {flow_logs.read(log).interval_minutes for log in made(run, site).of_type(flow_logs.TYPE)} == {minutes}


@pytest.mark.parametrize(("audit", "days"), [(30, 30), (365, 365), (2000, 365)])
def test_they_are_kept_as_long_as_asked_or_as_azure_can(
    run: Callable[..., Graph], spec: Callable[..., Spec], audit: int, days: int
) -> None:
    hub = {"models": ["gpt-4o"], "retention": {"audit_days": audit, "request_response_days": 30, "metrics_days": 30}}
    site = sites(spec(components=ON, hub=hub))[0]
    assert {flow_logs.read(log).retention_days for log in made(run, site).of_type(flow_logs.TYPE)} == {days}


def test_switched_off_there_are_none(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    assert not made(run, sites(spec(components={"data_collection": False}))[0]).of_type(flow_logs.TYPE)


def test_azure_takes_them(run: Callable[..., Graph], place: Site, problems: Callable[..., list[str]]) -> None:
    assert problems(made(run, place).of_type(flow_logs.TYPE)) == []

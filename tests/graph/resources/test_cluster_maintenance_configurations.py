"""When Azure may upgrade a cluster."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import cluster_maintenance_configurations
from enclave.graph.resources.cluster_maintenance_configurations import NODES, RELEASES, TYPE, VERSIONS, MaintenanceWindow
from enclave.graph.resources.managed_clusters import TYPE as CLUSTER_TYPE

CLUSTER = f"/resourceGroups/rg-test/providers/{CLUSTER_TYPE}/aks-a"


@pytest.fixture
def cluster(make: Callable[..., Resource]) -> Resource:
    return make(CLUSTER_TYPE, "aks-a", {})


@pytest.mark.parametrize("name", [RELEASES, VERSIONS, NODES])
def test_what_is_written_is_read_back_and_azure_takes_it(
    name: str, cluster: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    window = MaintenanceWindow(f"{CLUSTER}/maintenanceConfigurations/{name}", CLUSTER, name, "Saturday", "22:00", 6)
    written = cluster_maintenance_configurations.write(window, cluster, place, depends_on=("/before",))
    assert cluster_maintenance_configurations.read(written[0]) == window
    assert (written[0].id, written[0].depends_on) == (window.id, ("/before",))
    assert problems(written) == []


def test_a_schedule_that_is_not_weekly_has_no_day(make: Callable[..., Resource]) -> None:
    body = {"properties": {"maintenanceWindow": {"schedule": {"daily": {"intervalDays": 1}}, "startTime": "01:00", "durationHours": "4"}}}
    found = cluster_maintenance_configurations.read(make(TYPE, "aks-a/default", body))
    assert (found.day, found.start, found.hours, found.cluster) == ("", "01:00", 4, CLUSTER)

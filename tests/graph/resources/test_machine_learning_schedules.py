"""Schedules that watch a model."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import machine_learning_schedules, machine_learning_workspaces
from enclave.graph.resources.machine_learning_schedules import TYPE, ModelMonitor

WORKSPACE = f"/resourceGroups/rg-test/providers/{machine_learning_workspaces.TYPE}/mlw"
MONITOR = ModelMonitor(
    f"{WORKSPACE}/schedules/watch-fraud-blue", WORKSPACE, "watch-fraud-blue", "fraud", "blue", "Classification",
    ("DataDrift", "DataQuality", "PredictionDrift"), ("ml@example.com",), "P7D", "Day", 1, "standard_e4s_v3",
)


@pytest.mark.parametrize("monitor", [MONITOR, replace(MONITOR, emails=(), signals=("DataQuality",), every="Week", enabled=False)])
def test_what_is_written_is_read_back(
    monitor: ModelMonitor, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    (written,) = machine_learning_schedules.write(monitor, make(machine_learning_workspaces.TYPE, "mlw", {}), place)
    assert machine_learning_schedules.read(written) == monitor
    assert problems([written]) == []


@pytest.mark.parametrize("action", [{"actionType": "CreateJob"}, {}, {"actionType": Unresolved("[x]")}])
def test_a_schedule_that_does_something_else_is_no_monitor(make: Callable[..., Resource], action: dict[str, str]) -> None:
    with pytest.raises(Undecided):
        machine_learning_schedules.read(make(TYPE, "mlw/s", {"properties": {"action": action}}))

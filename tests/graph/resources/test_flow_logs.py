"""Flow logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import NO_IDENTITY, Identity, Place
from enclave.graph.resources import flow_logs
from enclave.graph.resources.flow_logs import TYPE, FlowLog, watcher_id

RG = "/resourceGroups/rg-test/providers"
WRITER = Identity("UserAssigned", (f"{RG}/Microsoft.ManagedIdentity/userAssignedIdentities/id-flows",))
ACCOUNT = f"{RG}/Microsoft.Storage/storageAccounts/st"
LOG = FlowLog(
    f"{watcher_id('westeurope')}/flowLogs/fl-hub", f"{RG}/Microsoft.Network/virtualNetworks/hub", ACCOUNT,
    enabled=True, retention_days=365, workspace=f"{RG}/Microsoft.OperationalInsights/workspaces/log", interval_minutes=60, identity=WRITER,
)
PLAIN = replace(LOG, retention_days=0, workspace=None, identity=NO_IDENTITY, enabled=False)


@pytest.mark.parametrize("log", [LOG, PLAIN])
def test_what_is_written_is_read_back(log: FlowLog, round_trip: Callable[..., Any]) -> None:
    assert round_trip(flow_logs, log) == log


@pytest.mark.parametrize("log", [LOG, PLAIN])
def test_azure_takes_what_is_written(log: FlowLog, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(flow_logs.write(log, place)) == []


def test_it_lies_with_the_watcher_that_azure_makes(place: Place) -> None:
    (written,) = flow_logs.write(LOG, place, depends_on=("/x",))
    assert written.scope == "/resourceGroups/NetworkWatcherRG"
    assert (written.parent, written.depends_on) == (watcher_id("westeurope"), ("/x",))


def test_a_retention_that_is_off_keeps_for_ever(make: Callable[..., Resource]) -> None:
    body = {"properties": {
        "TargetResourceId": LOG.target, "storageId": LOG.storage_account, "retentionPolicy": {"days": 7, "enabled": "false"},
    }}
    found = flow_logs.read(make(TYPE, "NetworkWatcher_westeurope/fl", body))
    assert (found.retention_days, found.enabled, found.workspace, found.identity) == (0, True, None, NO_IDENTITY)


@pytest.mark.parametrize("properties", [
    {"targetResourceId": LOG.target}, {"storageId": ACCOUNT}, {"targetResourceId": Unresolved("[x]"), "storageId": ACCOUNT},
])
def test_what_is_not_known_raises(properties: dict[str, Any], make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        flow_logs.read(make(TYPE, "nw/fl", {"properties": properties}))

"""The live export: everything that a graph has, what else is there, and why something could not be read."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.deploy.drift import drift
from enclave.deploy.observe import observe
from enclave.deploy.phase import Phase
from enclave.deploy.run import Order, deploy
from enclave.deploy.session import Session
from enclave.deploy.state import State
from enclave.graph.model import Graph
from enclave.importers.observed import is_complete, read_observed


@pytest.fixture
def deployed(session: Session, phases: tuple[Phase, ...], state: State, heard: Any, values: dict[str, str]) -> Session:
    assert deploy(session, phases, Order(values, poll=0.01), state, heard.talk)
    return session


def seen(session: Session, graph: Graph) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    document = observe(session, graph, lambda _: None)
    report = drift(graph, read_observed(document, name="azure", intent=graph.intent), complete=is_complete(document))
    return document, [(one.kind, one.resource.rpartition("/")[2]) for one in report.drifts]


def test_what_was_just_deployed_is_no_drift(deployed: Session, small: Graph, values: dict[str, str]) -> None:
    document, drifts = seen(deployed, small)
    assert drifts == []
    assert len(document["resources"]) == 8
    assert document["complete"] is True
    assert values["sqlPassword"] not in str({key: value for key, value in document.items() if key != "resources"})


def test_added_removed_and_changed_by_hand_are_found(deployed: Session, small: Graph, azure: Any, arm_server: Any) -> None:
    base = f"{arm_server.PREFIX}/resourceGroups/rg-a/providers"
    hub = f"{base}/Microsoft.Network/virtualNetworks/vnet-hub"

    def put(place: str, kind: str, **more: Any) -> None:
        azure.resources[place.lower()] = {"id": place, "type": kind, "name": place.rpartition("/")[2], "properties": {}} | more

    put(f"{base}/Microsoft.Network/publicIPAddresses/pip-hand", "Microsoft.Network/publicIPAddresses", location="westeurope")
    put(f"{hub}/virtualNetworkPeerings/peer-hand", "Microsoft.Network/virtualNetworks/virtualNetworkPeerings")
    put(f"{base}/Microsoft.Authorization/roleAssignments/grant-hand", "Microsoft.Authorization/roleAssignments",
        properties={"principalId": "mallory"})
    azure.resources[hub.lower()]["properties"]["addressSpace"]["addressPrefixes"].append("172.16.0.0/12")
    del azure.resources[next(key for key in azure.resources if key.endswith("/diagnosticsettings/diag"))]
    azure.offered["Microsoft.Network/publicIPAddresses"] = []
    _, drifts = seen(deployed, small)
    assert sorted(drifts) == [
        ("added", "grant-hand"), ("added", "peer-hand"), ("added", "pip-hand"), ("changed", "vnet-hub"), ("removed", "diag"),
    ]


def test_what_may_not_be_read_is_neither_there_nor_gone(
    deployed: Session, small: Graph, monkeypatch: pytest.MonkeyPatch, arm_server: Any
) -> None:
    real = arm_server._Manager.resource

    def forbidding(self: Any, path: str, body: Any) -> None:
        if path.endswith("/log-a"):
            self.refuse(403, "AuthorizationFailed", "you may not read this")
        else:
            real(self, path, body)

    monkeypatch.setattr(arm_server._Manager, "resource", forbidding)
    document, drifts = seen(deployed, small)
    assert drifts == [("unseen", "log-a")]
    assert [row["unreadable"] for row in document["resources"] if "unreadable" in row] == ["403 AuthorizationFailed"]


def test_nothing_is_deployed_at_all(session: Session, small: Graph) -> None:
    document, drifts = seen(session, small)
    assert document["resources"] == []
    assert drifts == [("removed", "rg-a")]


def test_throttling_while_reading_is_waited_out(deployed: Session, small: Graph, azure: Any) -> None:
    azure.throttle = [(429, {"Retry-After": "0.01"})] * 5
    assert seen(deployed, small)[1] == []
    assert azure.throttle == []

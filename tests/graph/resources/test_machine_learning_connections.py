"""Connections of workspaces."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.connections import Connection
from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import machine_learning_connections, machine_learning_workspaces
from enclave.graph.resources.machine_learning_connections import TYPE

RG = "/resourceGroups/rg-test/providers"
HUB = f"{RG}/{machine_learning_workspaces.TYPE}/hub"
MODELS = f"{RG}/Microsoft.CognitiveServices/accounts/ais"
CONNECTION = Connection(
    f"{HUB}/connections/models", HUB, "models", "AIServices", MODELS, "properties.endpoint", "AAD", False, {"ResourceId": Ref(MODELS)},
)


@pytest.mark.parametrize("connection", [
    CONNECTION, replace(CONNECTION, target="https://ais.example", target_path="", shared=True, metadata={}),
])
def test_what_is_written_is_read_back(
    connection: Connection, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    hub = make(machine_learning_workspaces.TYPE, "hub", {})
    (written,) = machine_learning_connections.write(connection, hub, place, depends_on=("/before",))
    assert (written.type, written.depends_on) == (TYPE, ("/before",))
    assert machine_learning_connections.read(written) == connection
    assert problems([written]) == []

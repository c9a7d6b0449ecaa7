"""Connections of Foundry accounts and projects."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.connections import Connection
from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import foundry_connections
from enclave.graph.resources.foundry_connections import TYPE

PROJECT = "/resourceGroups/rg-test/providers/Microsoft.CognitiveServices/accounts/ais/projects/triage"
COSMOS = "/resourceGroups/rg-test/providers/Microsoft.DocumentDB/databaseAccounts/cosno"
CONNECTION = Connection(
    f"{PROJECT}/connections/threads", PROJECT, "threads", "CosmosDb", COSMOS, "properties.documentEndpoint", "AAD", False,
    {"ApiType": "Azure", "ResourceId": Ref(COSMOS), "location": "westeurope"},
)


@pytest.fixture
def project(make: Callable[..., Resource]) -> Resource:
    return make("Microsoft.CognitiveServices/accounts/projects", "ais/triage", {})


@pytest.mark.parametrize("connection", [
    CONNECTION, replace(CONNECTION, target="https://cosno.documents.azure.com:443/", target_path="", shared=True),
    replace(CONNECTION, metadata={}),
])
def test_what_is_written_is_read_back(
    connection: Connection, project: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    (written,) = foundry_connections.write(connection, project, place, depends_on=("/before",))
    assert (written.type, written.depends_on) == (TYPE, ("/before",))
    assert foundry_connections.read(written) == connection
    assert problems([written]) == []

"""Connections of Foundry accounts and projects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import foundry_connections
from enclave.graph.resources.foundry_connections import ACCOUNT_TYPE, TYPE, FoundryConnection, resource_of

PROJECT = "/resourceGroups/rg-test/providers/Microsoft.CognitiveServices/accounts/ais/projects/triage"
COSMOS = "/resourceGroups/rg-test/providers/Microsoft.DocumentDB/databaseAccounts/cosno"
CONNECTION = FoundryConnection(
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
    connection: FoundryConnection, project: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    (written,) = foundry_connections.write(connection, project, place, depends_on=("/before",))
    assert (written.type, written.depends_on) == (TYPE, ("/before",))
    assert foundry_connections.read(written) == connection
    assert problems([written]) == []


def test_the_service_that_it_is_for_is_named_in_any_form(make: Callable[..., Resource]) -> None:
    for form in (Ref(COSMOS), COSMOS, f"/subscriptions/00000000-0000-0000-0000-000000000000{COSMOS}"):
        found = foundry_connections.read(make(ACCOUNT_TYPE, "ais/c", {"properties": {"metadata": {"resourceId": form}}}))
        assert resource_of(found) == COSMOS
    assert resource_of(foundry_connections.read(make(ACCOUNT_TYPE, "ais/c", {"properties": {"authType": "ApiKey"}}))) is None


@pytest.mark.parametrize("properties", [{"authType": Unresolved("[x]")}, {"metadata": Unresolved("[x]")}, {"target": Unresolved("[x]")}])
def test_what_is_not_known_raises(make: Callable[..., Resource], properties: dict[str, Unresolved]) -> None:
    with pytest.raises(Undecided):
        foundry_connections.read(make(TYPE, "ais/p/c", {"properties": properties}))

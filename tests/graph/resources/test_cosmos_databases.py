"""Databases and containers of Cosmos DB."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import cosmos_accounts, cosmos_databases
from enclave.graph.resources.cosmos_databases import TYPE, CosmosContainer, CosmosDatabase

ACCOUNT = f"/resourceGroups/rg-test/providers/{cosmos_accounts.TYPE}/cosno-a"
EMPTY = CosmosDatabase(f"{ACCOUNT}/sqlDatabases/empty", ACCOUNT, "empty", 0)
FULL = CosmosDatabase(f"{ACCOUNT}/sqlDatabases/full", ACCOUNT, "full", 4000, (
    CosmosContainer("chats", ("/userId",)), CosmosContainer("files", ("/tenant", "/userId")), CosmosContainer("notes", ("/id",)),
))


@pytest.fixture
def account(make: Callable[..., Resource]) -> Resource:
    return make(cosmos_accounts.TYPE, "cosno-a", {})


@pytest.mark.parametrize("database", [EMPTY, FULL])
def test_what_is_written_is_read_back(
    database: CosmosDatabase, account: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    written = cosmos_databases.write(database, account, place, depends_on=("/before",))
    assert (written[0].type, written[0].depends_on) == (TYPE, ("/before",))
    assert cosmos_databases.read(written[0], Graph(written)) == database
    assert problems(written) == []


def test_one_container_is_made_after_another(account: Resource, place: Place) -> None:
    _, first, second, third = cosmos_databases.write(FULL, account, place)
    assert (first.depends_on, second.depends_on, third.depends_on) == ((), (first.id,), (second.id,))


def test_a_database_alone(make: Callable[..., Resource]) -> None:
    found = cosmos_databases.read(make(TYPE, "cosno-a/a", {}))
    assert (found.account, found.name, found.most_throughput, found.containers) == (ACCOUNT, "a", 0, ())

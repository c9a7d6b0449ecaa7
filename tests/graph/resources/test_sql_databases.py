"""SQL databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import sql_databases, sql_servers
from enclave.graph.resources.sql_databases import TYPE, LongTerm, SqlDatabase

SERVER = f"/resourceGroups/rg-test/providers/{sql_servers.TYPE}/sql-a"
DATABASE = SqlDatabase(
    id=f"{SERVER}/databases/sqldb-a",
    server=SERVER,
    location="westeurope",
    sku="GP_Gen5",
    tier="GeneralPurpose",
    capacity=2,
    zone_redundant=True,
    backup_redundancy="Zone",
    enclave="VBS",
    ledger=True,
    point_in_time_days=35,
    long_term=LongTerm("P12W", "P12M", "P7Y", 1, True),
)


@pytest.fixture
def server(make: Callable[..., Resource]) -> Resource:
    return make(sql_servers.TYPE, "sql-a", {})


@pytest.mark.parametrize("database", [
    DATABASE, replace(DATABASE, long_term=LongTerm(), ledger=False, enclave="Default", zone_redundant=False, backup_redundancy="Geo"),
])
def test_what_is_written_is_read_back(
    database: SqlDatabase, server: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    written = sql_databases.write(database, server, place, depends_on=("/before",))
    assert (written[0].type, written[0].depends_on, written[2].depends_on) == (TYPE, ("/before",), (written[1].id,))
    assert sql_databases.read(written[0], Graph(written)) == database
    assert problems(written) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = sql_databases.read(make(TYPE, "sql-a/db", {}))
    assert (found.backup_redundancy, found.enclave, found.ledger, found.zone_redundant) == ("Geo", "Default", False, False)
    assert (found.point_in_time_days, found.long_term) == (7, LongTerm())


def test_the_database_of_the_server_itself_is_left_as_it_is(server: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    (master,) = sql_databases.write_master(server, place, "westeurope", depends_on=("/before",))
    assert (master.name, master.location, master.depends_on) == ("sql-a/master", "westeurope", ("/before",))
    assert master.body == {"properties": {}}
    assert problems([master]) == []

"""SQL: no passwords, audited, restorable, and its key before everything."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from enclave.compose.encryption import key
from enclave.compose.passes.sql_database import sql_database, sql_server_id
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import private_endpoints, sql_databases, sql_guards, sql_servers
from enclave.graph.resources.sql_databases import NEVER, LongTerm, SqlDatabase


def databases_of(graph: Graph) -> list[SqlDatabase]:
    return [sql_databases.read(each, graph) for each in graph.of_type(sql_databases.TYPE) if not each.name.endswith("/master")]


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(sql_database, furnished({})).resources == ()


def test_the_server_is_closed_and_only_operators_administer_it(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"sql": True})
    graph, customer = run(sql_database, site), key(site, "sql")
    (resource,) = graph.of_type(sql_servers.TYPE)
    server = sql_servers.read(resource, graph)
    assert customer is not None
    assert (server.id, server.public_network_access, server.tls, server.entra_only) == (sql_server_id(site), "Disabled", "1.2", True)
    assert (server.administrators, server.restrict_outbound, server.connections) == (str(site.spec.identity.operators), True, "Proxy")
    assert (server.key, server.key_identity, resource.depends_on) == (customer.key, customer.identity, customer.depends_on)
    assert problems(graph.resources) == []


def test_it_is_audited_to_the_workspace_and_the_contacts_are_told(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(sql_database, furnished({"sql": True}))
    guards = sql_guards.read(graph.of_type(sql_servers.TYPE)[0], graph)
    assert (guards.to_workspace, guards.support_audited, guards.alerts, guards.assessed) == (True, True, True, True)
    assert (guards.audit_days, guards.recipients, len(guards.audited)) == (365, ("soc@acme.example",), 3)
    assert [each.name.rpartition("/")[2] for each in graph.of_type(sql_databases.TYPE)] == ["master", "enclave"]


@pytest.mark.parametrize(("settings", "sku", "cores", "ledger"), [
    ({}, "GP_Gen5", 2, True), ({"tier": "business-critical", "cores": 8, "ledger": False}, "BC_Gen5", 8, False),
])
def test_databases_have_enclaves_and_a_ledger(
    run: Callable[..., Graph], furnished: Callable[..., Site], settings: dict[str, Any], sku: str, cores: int, ledger: bool
) -> None:
    found = databases_of(run(sql_database, furnished({"sql": {"databases": ["claims", "risk"], **settings}})))
    assert [database.id.rpartition("/")[2] for database in found] == ["claims", "risk"]
    assert {(each.sku, each.capacity, each.ledger) for each in found} == {(sku, cores, ledger)}
    assert {(each.enclave, each.zone_redundant) for each in found} == {("VBS", True)}


@pytest.mark.parametrize(("pair", "redundancy"), [("northeurope", "GeoZone"), (None, "Zone")])
def test_backups_leave_the_region_only_for_a_declared_pair(
    run: Callable[..., Graph], furnished: Callable[..., Site], pair: str | None, redundancy: str
) -> None:
    regions = {"north": {"location": "westeurope", "pair": pair}, "us_east": {"location": "eastus"}}
    (found,) = databases_of(run(sql_database, furnished({"sql": True}, regions=regions)))
    assert (found.backup_redundancy, found.point_in_time_days) == (redundancy, 35)
    assert found.long_term == LongTerm("P12W", "P12M", "P1Y", 1, True)


def test_without_long_term_copies_nothing_is_immutable(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    (found,) = databases_of(run(sql_database, furnished({"sql": True, "backup": {"weeks": 0, "months": 0, "years": 0}})))
    assert found.long_term == LongTerm(NEVER, NEVER, NEVER, 1, False)


def test_one_change_comes_after_another(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"sql": {"databases": ["claims", "risk"]}})
    graph = run(sql_database, site)
    connection, audit = graph.of_type(sql_servers.CONNECTION_TYPE, sql_guards.AUDIT_TYPE)
    assert audit.depends_on == (connection.id,)
    chain = [graph.of_type(sql_guards.ASSESSMENT_TYPE)[0]]
    for database in graph.of_type(sql_databases.TYPE):
        assert chain[-1].id in database.depends_on
        chain.append(next((each for each in graph.children(database.id) if each.type == sql_databases.LONG_TYPE), database))
    (endpoint,) = graph.of_type(private_endpoints.TYPE)
    assert chain[-1].id in endpoint.depends_on
    assert private_endpoints.read(endpoint, graph).subnet == site.subnet(DATA_ENDPOINTS)
    assert len({each.id for each in chain}) == len(chain) == len([*pairwise(chain)]) + 1

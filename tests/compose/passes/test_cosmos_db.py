"""Cosmos DB: closed, without keys, copied only to the declared pair."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from enclave.compose.encryption import key
from enclave.compose.passes.cosmos_db import cosmos_db, cosmos_db_id, data_access
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import cosmos_accounts, cosmos_databases, cosmos_role_assignments, private_endpoints
from enclave.graph.resources.cosmos_accounts import CosmosAccount, CosmosLocation
from enclave.graph.resources.cosmos_databases import CosmosContainer


def account_of(graph: Graph) -> CosmosAccount:
    (found,) = graph.of_type(cosmos_accounts.TYPE)
    return cosmos_accounts.read(found)


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(cosmos_db, furnished({})).resources == ()


def test_the_account_is_closed_and_encrypted_with_its_own_key(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"cosmos_db": True})
    graph, customer = run(cosmos_db, site), key(site, "cosmos-db")
    found = account_of(graph)
    assert customer is not None
    assert (found.public_network_access, found.ip_rules, found.subnet_rules, found.bypass) == ("Disabled", (), (), "None")
    assert (found.local_auth_disabled, found.metadata_by_keys, found.tls, found.backup) == (True, False, "Tls12", "Continuous30Days")
    assert (found.key, found.key_identity) == (customer.key, customer.identity)
    assert graph.of_type(cosmos_accounts.TYPE)[0].depends_on == customer.depends_on
    assert problems(graph.resources) == []


@pytest.mark.parametrize(("region", "tier", "locations"), [
    ({"location": "westeurope", "pair": "northeurope"}, "premium", (("westeurope", True), ("northeurope", True))),
    ({"location": "westeurope"}, "premium", (("westeurope", True),)),
    ({"location": "westeurope", "pair": "northeurope"}, "standard", (("westeurope", False), ("northeurope", False))),
    ({"location": "centralus", "pair": "westus"}, "premium", (("centralus", True), ("westus", False))),
])
def test_copies_only_in_the_declared_pair_and_zones_where_there_are_some(
    run: Callable[..., Graph], furnished: Callable[..., Site], region: dict[str, str], tier: str, locations: tuple[tuple[str, bool], ...]
) -> None:
    regions = {"north": region, "us_east": {"location": "eastus"}}
    found = account_of(run(cosmos_db, furnished({"cosmos_db": True}, regions=regions, performance_tier=tier)))
    assert found.locations == tuple(CosmosLocation(*location) for location in locations)
    assert found.automatic_failover == (len(locations) > 1)


def test_databases_are_as_written_and_one_change_comes_after_another(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    settings = {"databases": {"sessions": {"chats": "/userId"}, "empty": {}}, "most_throughput": 4000}
    site = furnished({"cosmos_db": settings})
    graph = run(cosmos_db, site)
    first, second = (cosmos_databases.read(each, graph) for each in graph.of_type(cosmos_databases.TYPE))
    assert (first.name, first.most_throughput, first.containers) == ("sessions", 4000, (CosmosContainer("chats", ("/userId",)),))
    assert (second.name, second.containers) == ("empty", ())
    changes = [graph.of_type(kind) for kind in (cosmos_databases.CONTAINER_TYPE, cosmos_role_assignments.TYPE, private_endpoints.TYPE)]
    (container,), (assignment,), (endpoint,) = changes
    for before, after in pairwise((container, graph.of_type(cosmos_databases.TYPE)[1], assignment, endpoint)):
        assert before.id in after.depends_on
    assert private_endpoints.read(endpoint, graph).subnet == site.subnet(DATA_ENDPOINTS)


def test_operators_may_use_the_data_and_others_are_given_parts(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"cosmos_db": True})
    (given,) = run(cosmos_db, site).of_type(cosmos_role_assignments.TYPE)
    assert cosmos_role_assignments.read(given) == data_access(cosmos_db_id(site), str(site.spec.identity.operators))
    part = data_access(cosmos_db_id(site), "someone", "/dbs/sessions")
    assert (part.scope, part.id) != ("", data_access(cosmos_db_id(site), "someone").id)

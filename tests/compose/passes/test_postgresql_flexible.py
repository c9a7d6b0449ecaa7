"""PostgreSQL: no passwords, TLS only, audited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.encryption import key
from enclave.compose.passes.postgresql_flexible import postgresql_flexible, postgresql_server_id
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import postgresql_servers, private_endpoints
from enclave.graph.resources.postgresql_servers import PostgresqlServer


def server_of(graph: Graph) -> PostgresqlServer:
    (found,) = graph.of_type(postgresql_servers.TYPE)
    return postgresql_servers.read(found, graph)


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(postgresql_flexible, furnished({})).resources == ()


def test_the_server_is_closed_and_nobody_has_a_password(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"postgresql": True})
    graph, customer = run(postgresql_flexible, site), key(site, "postgresql")
    found = server_of(graph)
    assert customer is not None
    assert (found.id, found.public_network_access, found.subnet) == (postgresql_server_id(site), "Disabled", None)
    assert (found.password_auth, found.entra_auth) == (False, True)
    assert [who.principal for who in found.administrators] == [str(site.spec.identity.operators)]
    assert (found.key, found.key_identity) == (customer.key, customer.identity)
    assert graph.of_type(postgresql_servers.TYPE)[0].depends_on == customer.depends_on
    assert problems(graph.resources) == []


def test_what_the_built_in_policies_ask_for_is_set(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    settings = dict(server_of(run(postgresql_flexible, furnished({"postgresql": True}))).settings)
    assert (settings["require_secure_transport"], settings["ssl_min_protocol_version"]) == ("on", "TLSv1.2")
    logged = ("log_checkpoints", "log_connections", "log_disconnections", "connection_throttle.enable")
    assert {settings[name] for name in logged} == {"on"}
    assert "pgaudit" in settings["shared_preload_libraries"]
    assert {"ddl", "role", "misc"} <= set(settings["pgaudit.log"].split(","))


@pytest.mark.parametrize(("tier", "keys", "available", "geo"), [
    ("premium", True, "ZoneRedundant", False), ("standard", True, "Disabled", False), ("premium", False, "ZoneRedundant", True),
])
def test_a_second_server_and_copies_in_the_pair(
    run: Callable[..., Graph], furnished: Callable[..., Site], tier: str, keys: bool, available: str, geo: bool
) -> None:
    site = furnished({"postgresql": True}, performance_tier=tier, security={"customer_managed_keys": keys})
    found = server_of(run(postgresql_flexible, site))
    assert (found.high_availability, found.geo_backup, found.backup_days) == (available, geo, 35)


@pytest.mark.parametrize(("size", "tier"), [
    ("Standard_D2ds_v5", "GeneralPurpose"), ("Standard_E4ds_v5", "MemoryOptimized"), ("Standard_B2s", "Burstable"),
])
def test_a_size_has_its_tier(run: Callable[..., Graph], furnished: Callable[..., Site], size: str, tier: str) -> None:
    found = server_of(run(postgresql_flexible, furnished({"postgresql": {"size": size, "version": "16", "databases": ["claims", "risk"]}})))
    assert (found.sku, found.tier, found.version, found.databases) == (size, tier, "16", ("claims", "risk"))


def test_the_endpoint_comes_last(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"postgresql": True})
    graph = run(postgresql_flexible, site)
    (endpoint,) = graph.of_type(private_endpoints.TYPE)
    assert graph.of_type(postgresql_servers.DATABASE_TYPE)[-1].id in endpoint.depends_on
    assert private_endpoints.read(endpoint, graph).subnet == site.subnet(DATA_ENDPOINTS)

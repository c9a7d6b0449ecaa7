"""PostgreSQL flexible servers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided, lookup
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import postgresql_servers
from enclave.graph.resources.postgresql_servers import TYPE, Administrator, PostgresqlServer

GROUP = "/resourceGroups/rg-test/providers"
IDENTITY = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
SERVER = PostgresqlServer(
    id=f"{GROUP}/{TYPE}/psql-a",
    location="westeurope",
    version="17",
    sku="Standard_D4ds_v5",
    tier="GeneralPurpose",
    storage_gb=128,
    public_network_access="Disabled",
    subnet=None,
    password_auth=False,
    entra_auth=True,
    tenant="11111111-1111-1111-1111-111111111111",
    high_availability="ZoneRedundant",
    backup_days=35,
    geo_backup=False,
    identity=Identity("UserAssigned", (IDENTITY,)),
    key=f"{GROUP}/Microsoft.KeyVault/vaults/kv/keys/postgresql",
    key_identity=IDENTITY,
    administrators=(Administrator("22222222-2222-2222-2222-222222222222", "operators"),),
    settings=(("require_secure_transport", "on"), ("pgaudit.log", "ddl,role")),
    databases=("enclave",),
)
PLAIN = replace(
    SERVER, subnet=f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/s", password_auth=True, entra_auth=False, tenant="",
    high_availability="Disabled", geo_backup=True, identity=Identity(), key="", key_identity="", administrators=(), settings=(),
    databases=(),
)


@pytest.mark.parametrize("server", [SERVER, PLAIN])
def test_what_is_written_is_read_back(
    server: PostgresqlServer, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(postgresql_servers, server) == server
    assert problems(postgresql_servers.write(server, place)) == []


def test_parts_come_one_after_another_and_the_key_is_followed(place: Place) -> None:
    server, *parts = postgresql_servers.write(SERVER, place, depends_on=("/before",))
    assert lookup(server.body, "properties.dataEncryption.primaryKeyURI") == Ref(SERVER.key, "properties.keyUri")
    assert "assword" not in str(server.body).replace("passwordAuth", "")
    assert (server.depends_on, parts[0].depends_on) == (("/before",), ())
    for before, part in pairwise(parts):
        assert part.depends_on == (before.id,)
    assert [part.name for part in parts] == [
        "psql-a/22222222-2222-2222-2222-222222222222", "psql-a/require_secure_transport", "psql-a/pgaudit.log", "psql-a/enclave",
    ]


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = postgresql_servers.read(make(TYPE, "psql-a", {}))
    assert (found.public_network_access, found.subnet, found.password_auth, found.entra_auth) == ("Enabled", None, True, False)
    assert (found.high_availability, found.backup_days, found.geo_backup, found.key) == ("Disabled", 7, False, "")


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    for properties in ({"authConfig": {"passwordAuth": Unresolved("[x]")}}, {"authConfig": {"passwordAuth": "Perhaps"}}):
        with pytest.raises(Undecided):
            postgresql_servers.read(make(TYPE, "psql-a", {"properties": properties}))

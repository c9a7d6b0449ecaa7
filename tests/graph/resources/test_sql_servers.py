"""SQL servers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided, lookup
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import sql_servers
from enclave.graph.resources.sql_servers import CONNECTION_TYPE, TYPE, SqlServer

GROUP = "/resourceGroups/rg-test/providers"
IDENTITY = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
SERVER = SqlServer(
    id=f"{GROUP}/{TYPE}/sql-a",
    location="westeurope",
    public_network_access="Disabled",
    tls="1.2",
    entra_only=True,
    administrators="22222222-2222-2222-2222-222222222222",
    administrators_name="operators",
    tenant="11111111-1111-1111-1111-111111111111",
    restrict_outbound=True,
    identity=Identity("UserAssigned", (IDENTITY,)),
    key=f"{GROUP}/Microsoft.KeyVault/vaults/kv/keys/sql",
    key_identity=IDENTITY,
    connections="Proxy",
)
PLAIN = replace(SERVER, identity=Identity(), key="", key_identity="", connections="Default", restrict_outbound=False)


@pytest.mark.parametrize("server", [SERVER, PLAIN])
def test_what_is_written_is_read_back(
    server: SqlServer, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(sql_servers, server) == server
    assert problems(sql_servers.write(server, place)) == []


def test_nobody_has_a_password_and_the_key_names_its_version(place: Place) -> None:
    written, policy = sql_servers.write(SERVER, place, depends_on=("/before",))
    assert lookup(written.body, "properties.keyId") == Ref(SERVER.key, "properties.keyUriWithVersion")
    assert "assword" not in str(written.body)
    assert (written.depends_on, policy.type, policy.parent) == (("/before",), CONNECTION_TYPE, SERVER.id)


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = sql_servers.read(make(TYPE, "sql-a", {"properties": {"administratorLogin": "sa"}}))
    assert (found.public_network_access, found.tls, found.entra_only, found.restrict_outbound) == ("Enabled", "1.2", False, False)
    assert (found.administrators, found.key, found.connections) == ("", "", "Default")


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        sql_servers.read(make(TYPE, "sql-a", {"properties": {"administrators": Unresolved("[x]")}}))

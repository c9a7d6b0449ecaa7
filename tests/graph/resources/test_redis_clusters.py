"""Managed Redis."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided, lookup
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import redis_clusters
from enclave.graph.resources.redis_clusters import ASSIGNMENT_TYPE, DATABASE_TYPE, TYPE, RedisCluster

GROUP = "/resourceGroups/rg-test/providers"
IDENTITY = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
GATEWAY = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway"
CLUSTER = RedisCluster(
    id=f"{GROUP}/{TYPE}/amr-a",
    location="westeurope",
    sku="Balanced_B3",
    public_network_access="Disabled",
    tls="1.2",
    high_availability=True,
    identity=Identity("UserAssigned", (IDENTITY,)),
    key=f"{GROUP}/Microsoft.KeyVault/vaults/kv/keys/redis",
    key_identity=IDENTITY,
    access_keys=False,
    encrypted=True,
    clustering="NoCluster",
    eviction="NoEviction",
    persistence="aof-1s",
    users=(GATEWAY, "22222222-2222-2222-2222-222222222222"),
)
OPEN = replace(
    CLUSTER, public_network_access="Enabled", high_availability=False, identity=Identity(), key="", key_identity="", access_keys=True,
    encrypted=False, clustering="OSSCluster", eviction="VolatileLRU", persistence="rdb-1h", users=(),
)


@pytest.mark.parametrize("cluster", [CLUSTER, OPEN, replace(CLUSTER, persistence="")])
def test_what_is_written_is_read_back(
    cluster: RedisCluster, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(redis_clusters, cluster) == cluster
    assert problems(redis_clusters.write(cluster, place)) == []


def test_the_key_names_its_version_and_users_come_one_after_another(place: Place) -> None:
    cluster, database, first, second = redis_clusters.write(CLUSTER, place, depends_on=("/before",))
    path = "properties.encryption.customerManagedKeyEncryption.keyEncryptionKeyUrl"
    assert lookup(cluster.body, path) == Ref(CLUSTER.key, "properties.keyUriWithVersion")
    assert (cluster.depends_on, database.type) == (("/before",), DATABASE_TYPE)
    assert [user.type for user in (first, second)] == [ASSIGNMENT_TYPE] * 2
    assert (first.depends_on, second.depends_on) == ((), (first.id,))
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,60}", user.name.rpartition("/")[2]) for user in (first, second))
    assert lookup(first.body, "properties.user.objectId") == Ref(GATEWAY, "properties.principalId")


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    cluster = make(TYPE, "amr-a", {"sku": {"name": "Enterprise_E5"}})
    alone = redis_clusters.read(cluster)
    assert (alone.public_network_access, alone.high_availability, alone.tls) == ("Enabled", True, "1.2")
    database = make(DATABASE_TYPE, "amr-a/default", {"properties": {"persistence": {"aofEnabled": "true"}}})
    found = redis_clusters.read(cluster, Graph((cluster, database)))
    assert (found.access_keys, found.encrypted, found.eviction, found.persistence) == (True, True, "VolatileLRU", "aof-1s")


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        redis_clusters.read(make(TYPE, "amr-a", {"properties": {"publicNetworkAccess": Unresolved("[x]")}}))

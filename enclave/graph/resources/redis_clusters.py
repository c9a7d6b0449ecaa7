"""Managed Redis: the cluster, its one database, and who may use it (child resources).

The type is that of Redis Enterprise. Azure Cache for Redis takes no new customers since 2026-04-01 and ends on 2028-09-30
(learn.microsoft.com/azure/azure-cache-for-redis/retirement-faq).
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from enclave.graph.body import flag, lookup, number, pointer, text
from enclave.graph.model import Graph, Ref, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.Cache/redisEnterprise"
DATABASE_TYPE = f"{TYPE}/databases"
ASSIGNMENT_TYPE = f"{DATABASE_TYPE}/accessPolicyAssignments"
API_VERSION = "2025-07-01"
PORT = 10000
"""The port of every Managed Redis."""


class RedisCluster(Struct, frozen=True):
    """A cluster with its database `default`. What is absent is as Azure's default has it."""

    id: str
    location: str
    sku: str
    """`Balanced_B5`, `MemoryOptimized_M10`, ..."""
    public_network_access: str
    tls: str
    """Least version."""
    high_availability: bool
    """Two nodes, in two zones where the region has them."""
    identity: Identity
    key: str = ""
    """Id or address of the customer's key, of the version at the time of deployment."""
    key_identity: str = ""
    access_keys: bool = True
    """Whoever has a key of the database may do everything."""
    encrypted: bool = True
    """Clients must use TLS."""
    clustering: str = "OSSCluster"
    """`OSSCluster`, `EnterpriseCluster`, or `NoCluster`: one shard, on which every command works on any keys together."""
    eviction: str = "VolatileLRU"
    persistence: str = ""
    """`aof-1s` writes each change to disk once a second, `rdb-1h` a snapshot each hour; `""`: nothing is kept."""
    port: int = PORT
    users: tuple[str, ...] = ()
    """Object ids, or ids of user-assigned identities, that may read and write everything."""


def read(resource: Resource, graph: Graph | None = None) -> RedisCluster:
    """A cluster; with a graph its database and its users are merged in. Raises `Undecided`."""
    body = resource.body
    databases = [child for child in (graph.children(resource.id) if graph else ()) if child.type.lower() == DATABASE_TYPE.lower()]
    database: Value = databases[0].body if databases else {}
    users = [child for found in databases[:1] for child in (graph.children(found.id) if graph else ())]
    return RedisCluster(
        id=resource.id,
        location=resource.location or "",
        sku=text(body, "sku.name"),
        public_network_access=public_access(resource),
        tls=text(body, "properties.minimumTlsVersion", "1.2"),
        high_availability=text(body, "properties.highAvailability", "Enabled").lower() == "enabled",
        identity=identity(resource),
        key=asked(body, f"{ENCRYPTION}.keyEncryptionKeyUrl"),
        key_identity=asked(body, f"{ENCRYPTION}.keyEncryptionKeyIdentity.userAssignedIdentityResourceId"),
        access_keys=text(database, "properties.accessKeysAuthentication", "Enabled").lower() == "enabled",
        encrypted=text(database, "properties.clientProtocol", "Encrypted").lower() == "encrypted",
        clustering=text(database, "properties.clusteringPolicy", "OSSCluster"),
        eviction=text(database, "properties.evictionPolicy", "VolatileLRU"),
        persistence=_persistence(database),
        port=number(database, "properties.port", PORT),
        users=tuple(_user(child) for child in users if child.type.lower() == ASSIGNMENT_TYPE.lower()),
    )


ENCRYPTION = "properties.encryption.customerManagedKeyEncryption"


def write(cluster: RedisCluster, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The cluster, its database, then its users one after another. Zones are Azure's to choose."""
    key: Value = None if not cluster.key else {"customerManagedKeyEncryption": {
        "keyEncryptionKeyUrl": answer(cluster.key, "properties.keyUriWithVersion"),
        "keyEncryptionKeyIdentity": {
            "identityType": "userAssignedIdentity", "userAssignedIdentityResourceId": pointer(cluster.key_identity),
        },
    }}
    properties = stated(
        publicNetworkAccess=cluster.public_network_access,
        minimumTlsVersion=cluster.tls,
        highAvailability="Enabled" if cluster.high_availability else "Disabled",
        encryption=key,
    )
    body = stated(sku={"name": cluster.sku}, identity=write_identity(cluster.identity), properties=properties)
    written = [place.put(TYPE, API_VERSION, cluster.id, body, depends_on=depends_on)]
    inner = stated(
        clientProtocol="Encrypted" if cluster.encrypted else "Plaintext",
        port=cluster.port,
        clusteringPolicy=cluster.clustering,
        evictionPolicy=cluster.eviction,
        accessKeysAuthentication="Enabled" if cluster.access_keys else "Disabled",
        persistence=_write_persistence(cluster.persistence),
    )
    written.append(place.below(written[0], "databases", API_VERSION, "default", {"properties": inner}))
    for user in cluster.users:
        who: Value = Ref(user, "properties.principalId") if user.startswith("/") else user
        access: Value = {"accessPolicyName": "default", "user": {"objectId": who}}
        name = uuid5(NAMESPACE_URL, f"{cluster.id}|{user}".lower()).hex
        before = (written[-1].id,) if len(written) > 2 else ()
        written.append(place.below(
            written[1], "accessPolicyAssignments", API_VERSION, name, {"properties": access}, depends_on=before
        ))
    return tuple(written)


def _persistence(database: Value) -> str:
    for kind, default in (("aof", "1s"), ("rdb", "")):
        if flag(database, f"properties.persistence.{kind}Enabled"):
            return f"{kind}-{text(database, f'properties.persistence.{kind}Frequency', default)}"
    return ""


def _write_persistence(persistence: str) -> Value:
    kind, _, frequency = persistence.partition("-")
    return {f"{kind}Enabled": True, f"{kind}Frequency": frequency} if kind else None


def _user(resource: Resource) -> str:
    value = lookup(resource.body, "properties.user.objectId")
    return value.resource if isinstance(value, Ref) else text(resource.body, "properties.user.objectId")

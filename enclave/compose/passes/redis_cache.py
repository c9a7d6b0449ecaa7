"""The region's Managed Redis. It holds budgets, so nothing in it may be evicted, and what is written survives a restart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import NO_IDENTITY, Identity
from enclave.graph.resources import redis_clusters
from enclave.graph.resources.redis_clusters import RedisCluster


def redis_cache(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The cluster, its database and the gateway as its only user, then its private endpoint.

    The endpoint stands beside those that the gateway may call already: it may not come near data.
    """
    if not site.spec.components.redis.enabled:
        return
    place = site.place("data-services/redis-cache")
    customer = key(site, "redis")
    written = redis_clusters.write(_cluster(site), place, depends_on=customer.depends_on if customer else ())
    yield from written
    service = (redis_clusters.TYPE, "redisEnterprise")
    yield from private_endpoint(site, place, service, written[0].id, MANAGEMENT_ENDPOINTS, after=(written[-1].id,))


def redis_id(site: Site) -> str:
    """Id of the cluster. Its name is also its host name, which the region shares."""
    return site.unique(redis_clusters.TYPE)


def _cluster(site: Site) -> RedisCluster:
    customer = key(site, "redis")
    return RedisCluster(
        id=redis_id(site),
        location=site.region.location,
        sku=site.spec.components.redis.size,
        public_network_access=site.public_access,
        tls="1.2",
        high_availability=True,
        identity=Identity("UserAssigned", (customer.identity,)) if customer else NO_IDENTITY,
        key=customer.key if customer else "",
        key_identity=customer.identity if customer else "",
        access_keys=False,
        encrypted=True,
        # a reservation is charged to a project and to the hub at once, so their keys must lie in one shard
        clustering="NoCluster",
        eviction="NoEviction",
        persistence="aof-1s",
        users=(gateway_identity_id(site),),
    )

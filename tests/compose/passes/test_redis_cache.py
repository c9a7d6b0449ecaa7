"""Redis: budgets that are neither lost nor evicted, and one user."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.encryption import key
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.redis_cache import redis_cache, redis_id
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.body import last_segment
from enclave.graph.model import Graph
from enclave.graph.resources import private_endpoints, redis_clusters


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(redis_cache, furnished({})).resources == ()


def test_the_cluster_is_closed_and_the_gateway_its_only_user(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"redis": {"size": "Balanced_B5"}})
    graph, customer = run(redis_cache, site), key(site, "redis")
    (resource,) = graph.of_type(redis_clusters.TYPE)
    found = redis_clusters.read(resource, graph)
    assert customer is not None
    assert (found.id, found.sku, found.public_network_access, found.tls) == (redis_id(site), "Balanced_B5", "Disabled", "1.2")
    assert (found.access_keys, found.encrypted, found.users) == (False, True, (gateway_identity_id(site),))
    assert (found.key, found.key_identity, resource.depends_on) == (customer.key, customer.identity, customer.depends_on)
    assert problems(graph.resources) == []


def test_nothing_is_lost_or_evicted(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(redis_cache, furnished({"redis": True}))
    found = redis_clusters.read(graph.of_type(redis_clusters.TYPE)[0], graph)
    assert (found.eviction, found.persistence, found.clustering, found.high_availability) == ("NoEviction", "aof-1s", "NoCluster", True)


def test_the_gateway_reaches_it_where_it_reaches_other_services(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"redis": True})
    graph = run(redis_cache, site)
    (endpoint,) = (private_endpoints.read(each, graph) for each in graph.of_type(private_endpoints.TYPE))
    assert endpoint.subnet == site.subnet(MANAGEMENT_ENDPOINTS)
    assert [last_segment(zone) for zone in endpoint.zone_groups] == ["privatelink.redis.azure.net"]
    assert graph.of_type(redis_clusters.ASSIGNMENT_TYPE)[-1].id in graph.of_type(private_endpoints.TYPE)[0].depends_on

"""The container registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.cluster import registry_id
from enclave.compose.encryption import key
from enclave.compose.passes.container_registry import cache_rule_id, container_registry
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import container_registries, private_endpoints, registry_cache_rules, role_assignments
from enclave.graph.resources.container_registries import RegistryKey, Replica
from enclave.spec.models import Spec


@pytest.fixture
def graph(clustered: Site, run: Callable[..., Graph]) -> Graph:
    return run(container_registry, clustered)


def registry(graph: Graph) -> container_registries.ContainerRegistry:
    (found,) = graph.of_type(container_registries.TYPE)
    return container_registries.read(found, graph)


def test_nobody_comes_in_from_outside_or_with_a_password(graph: Graph) -> None:
    found = registry(graph)
    assert (found.sku, found.public_network_access, found.default_action, found.ip_rules) == ("Premium", "Disabled", "Deny", ())
    assert (found.admin_user, found.anonymous_pull, found.arm_tokens, found.export) == (False, False, False, False)
    assert (found.data_endpoint, found.zone_redundant) == (True, True)


def test_images_are_encrypted_with_the_owners_key(
    graph: Graph, clustered: Site, contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    customer = key(clustered, "container-registry")
    assert customer
    assert registry(graph).key == RegistryKey(customer.key, customer.identity)
    assert graph.of_type(container_registries.TYPE)[0].depends_on == customer.depends_on
    assert registry(run(container_registry, contained({"customer_managed_keys": False}))).key is None


def test_the_cluster_starts_from_exactly_the_rule_that_it_asks_for(graph: Graph, clustered: Site) -> None:
    (rule,) = map(registry_cache_rules.read, graph.of_type(registry_cache_rules.TYPE))
    assert (rule.id, rule.registry) == (cache_rule_id(clustered), registry_id(clustered))
    assert (rule.name, rule.source, rule.target) == ("aks-managed-mcr", "mcr.microsoft.com/*", "aks-managed-repository/*")


def test_one_change_after_another_and_the_endpoint_last(graph: Graph, clustered: Site) -> None:
    (made,) = graph.of_type(private_endpoints.TYPE)
    endpoint = private_endpoints.read(made, graph)
    assert (endpoint.target, endpoint.subnet) == (registry_id(clustered), clustered.subnet(MANAGEMENT_ENDPOINTS))
    assert [zone.rpartition("/")[2] for zone in endpoint.zone_groups] == ["privatelink.azurecr.io"]
    assert cache_rule_id(clustered) in made.depends_on


def test_operators_push_and_nobody_else_has_a_right_here(graph: Graph, clustered: Site) -> None:
    (found,) = map(role_assignments.read, graph.of_type(role_assignments.TYPE))
    assert (found.scope, found.principal, found.role) == (registry_id(clustered), str(clustered.spec.identity.operators), role("AcrPush"))


@pytest.mark.parametrize(("security", "components", "bypass"), [
    ({"defender": True}, {"container_instances": False}, "AzureServices"),
    ({"defender": False}, {"container_instances": True}, "AzureServices"),
    ({"defender": False}, {"container_instances": False}, "None"),
])
def test_trusted_services_come_in_only_where_one_is_needed(
    security: dict[str, bool], components: dict[str, Any], bypass: str, contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    assert registry(run(container_registry, contained(security, **components))).bypass == bypass


@pytest.mark.parametrize(("pair", "replicas"), [
    (None, ()), ("norwayeast", (Replica("norwayeast", True),)), ("westus", (Replica("westus", False),)),
])
def test_images_are_kept_in_the_declared_pair(
    pair: str | None, replicas: tuple[Replica, ...], spec: Callable[..., Spec], run: Callable[..., Graph]
) -> None:
    regions = {"north": {"location": "swedencentral", "pair": pair}}
    site = sites(spec(components={"container_registry": {"untagged_days": 7}}, regions=regions))[0]
    graph = run(container_registry, site)
    assert (registry(graph).replicas, registry(graph).untagged_days) == (replicas, 7)
    assert not graph.of_type(registry_cache_rules.TYPE)


def test_azure_takes_it(graph: Graph, problems: Callable[..., list[str]]) -> None:
    assert problems(graph.resources) == []


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(container_registry, site).resources == ()

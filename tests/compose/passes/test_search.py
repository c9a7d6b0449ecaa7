"""AI Search."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from enclave.compose.encryption import key
from enclave.compose.passes.data_lake import data_lake, data_lake_id, lake_endpoints
from enclave.compose.passes.search import search, search_id
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import private_endpoints, role_assignments, search_services, storage_accounts
from enclave.graph.resources.search_services import SearchService, SharedLink


def service_of(graph: Graph) -> SearchService:
    (found,) = graph.of_type(search_services.TYPE)
    return search_services.read(found, graph)


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(search, furnished({"search": False})).resources == ()


def test_it_is_closed_and_knows_roles_only(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    graph = run(search, furnished({"search": True}))
    found = service_of(graph)
    assert (found.public_network_access, found.ip_rules, found.bypass) == ("Disabled", (), "None")
    assert (found.local_auth_disabled, found.semantic, found.replicas) == (True, "disabled", 3)
    assert problems(graph.resources) == []


def test_size_and_ranker_are_the_owners_choice(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    said = {"sku": "standard2", "replicas": 4, "partitions": 2, "semantic_ranker": "standard"}
    found = service_of(run(search, furnished({"search": said})))
    assert (found.sku, found.replicas, found.partitions, found.semantic) == ("standard2", 4, 2, "standard")


def test_indexes_must_have_the_owners_key_and_there_is_a_private_way_to_it(
    run: Callable[..., Graph], furnished: Callable[..., Site]
) -> None:
    site = furnished({"search": True})
    customer, graph = key(site, "search"), run(search, site)
    assert customer is not None
    found = service_of(graph)
    assert found.key_enforced
    assert customer.identity in found.identity.user_assigned
    assert [(link.target, link.group) for link in found.links] == [(customer.vault, "vault")]
    assert {*customer.depends_on, site.endpoint(customer.vault)} <= set(graph.of_type(search_services.TYPE)[0].depends_on)


def test_without_keys_of_the_owner_it_needs_no_way_to_them(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(search, furnished({"search": True}, security={"customer_managed_keys": False}))
    found = service_of(graph)
    assert (found.key_enforced, found.links, found.identity.kind) == (False, (), "SystemAssigned")
    assert graph.of_type(search_services.TYPE)[0].depends_on == ()


def test_it_reads_the_data_lake_by_role_through_a_link(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"search": True, "data_lake": True})
    lake = run(data_lake, site).resources
    graph = run(search, site, lake)
    found = service_of(graph)
    assert SharedLink("data-lake", data_lake_id(site), "blob", "indexers read data sets") in found.links
    (given,) = [
        part for part in map(role_assignments.read, graph.of_type(role_assignments.TYPE)) if part.principal == search_id(site)
    ]
    assert (given.scope, given.role) == (data_lake_id(site), role("Storage Blob Data Reader"))
    # a lake takes one connection at a time
    service = next(found for found in graph.of_type(search_services.TYPE))
    assert set(lake_endpoints(site, lake)) <= set(service.depends_on)
    assert len(graph.of_type(storage_accounts.TYPE)) == 1


def test_links_and_endpoint_come_one_after_another(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"search": True, "data_lake": True})
    graph = run(search, site)
    links = [found for found in graph if found.type.endswith("/sharedPrivateLinkResources")]
    (endpoint,) = graph.of_type(private_endpoints.TYPE)
    assert len(links) == 2
    for before, after in pairwise((*links, endpoint)):
        assert before.id in after.depends_on
    view = private_endpoints.read(endpoint, graph)
    assert (view.target, view.group_ids, view.subnet) == (search_id(site), ("searchService",), site.subnet(DATA_ENDPOINTS))


@pytest.mark.parametrize("allowed", [True, False])
def test_only_the_owner_opens_it(run: Callable[..., Graph], furnished: Callable[..., Site], allowed: bool) -> None:
    security = {"unsafe_allow_public_network_access": {"reason": "a demonstration"}} if allowed else {}
    found = service_of(run(search, furnished({"search": True}, security=security)))
    assert found.public_network_access == ("Enabled" if allowed else "Disabled")

"""The data factory: a managed network, and private ways only."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.encryption import key
from enclave.compose.passes.data_factory import RUNTIME, data_factory, data_factory_id
from enclave.compose.passes.data_lake import data_lake, data_lake_id, lake_endpoints
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import data_factories, private_endpoints, role_assignments
from enclave.graph.resources.data_factories import FactoryKey


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(data_factory, furnished({"data_lake": True})).resources == ()


def test_the_factory_is_closed_and_its_usual_runtime_is_in_the_managed_network(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"data_factory": True, "data_lake": True})
    graph, customer = run(data_factory, site), key(site, "data-factory")
    (resource,) = graph.of_type(data_factories.TYPE)
    found = data_factories.read(resource, graph)
    assert customer is not None
    assert (found.id, found.public_network_access, found.runtimes) == (data_factory_id(site), "Disabled", (RUNTIME,))
    assert found.key == FactoryKey(customer.vault, "data-factory", customer.identity)
    assert (found.identity.kind, found.identity.user_assigned) == ("SystemAssigned,UserAssigned", (customer.identity,))
    assert [(way.target, way.group) for way in found.endpoints] == [(data_lake_id(site), "blob"), (data_lake_id(site), "dfs")]
    assert problems(graph.resources) == []


def test_it_may_use_the_lake_and_waits_for_the_lakes_own_endpoints(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"data_factory": True, "data_lake": True})
    lake = run(data_lake, site)
    graph = run(data_factory, site, lake.resources)
    assert set(lake_endpoints(site, lake.resources)) <= set(graph.of_type(data_factories.TYPE)[0].depends_on)
    given = [role_assignments.read(each) for each in graph.of_type(role_assignments.TYPE)]
    assert (data_factory_id(site), data_lake_id(site)) in [(each.principal, each.scope) for each in given]


def test_without_a_lake_it_has_no_ways_and_no_rights(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(data_factory, furnished({"data_factory": True}, security={"customer_managed_keys": False}))
    found = data_factories.read(graph.of_type(data_factories.TYPE)[0], graph)
    assert (found.endpoints, found.key, found.identity.kind, graph.of_type(role_assignments.TYPE)) == ((), None, "SystemAssigned", ())


def test_people_and_pipelines_come_by_private_endpoints(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"data_factory": True, "data_lake": True})
    graph = run(data_factory, site)
    endpoints = graph.of_type(private_endpoints.TYPE)
    views = [private_endpoints.read(each, graph) for each in endpoints]
    assert [view.group_ids for view in views] == [("dataFactory",), ("portal",)]
    assert {view.subnet for view in views} == {site.subnet(DATA_ENDPOINTS)}
    assert endpoints[0].id in endpoints[1].depends_on

"""Synapse: nothing leaves, and the key is in use before anything else is."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.encryption import key
from enclave.compose.passes.data_lake import SYNAPSE, data_lake, data_lake_id, lake_endpoints
from enclave.compose.passes.synapse_analytics import synapse_analytics, synapse_id
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import private_endpoints, role_assignments, synapse_workspaces


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(synapse_analytics, furnished({"data_lake": True})).resources == ()


def test_the_workspace_is_closed_and_keeps_to_its_own_tenant(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"synapse": True, "data_lake": True})
    graph, customer = run(synapse_analytics, site), key(site, "synapse")
    found = synapse_workspaces.read(graph.of_type(synapse_workspaces.TYPE)[0], graph)
    assert customer is not None
    assert (found.id, found.public_network_access, found.entra_only, found.trusted_bypass) == (synapse_id(site), "Disabled", True, False)
    assert (found.managed_network, found.prevent_exfiltration) == (True, True)
    assert found.tenants == (str(site.spec.identity.tenant),)
    assert (found.lake, found.container, found.key, found.active) == (data_lake_id(site), SYNAPSE, customer.key, True)
    assert (found.administrators, found.audited, found.tls) == (str(site.spec.identity.operators), True, "1.2")
    assert problems(graph.resources) == []


def test_its_own_identity_may_use_the_key_before_the_key_is_activated(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"synapse": True, "data_lake": True})
    graph, customer = run(synapse_analytics, site), key(site, "synapse")
    assert customer is not None
    given = {each.id: role_assignments.read(each) for each in graph.of_type(role_assignments.TYPE)}
    (activation,) = graph.of_type(synapse_workspaces.KEY_TYPE)
    (allowed,) = activation.depends_on
    assert (given[allowed].principal, given[allowed].scope) == (synapse_id(site), customer.key)
    assert (synapse_id(site), data_lake_id(site)) in [(each.principal, each.scope) for each in given.values()]


def test_without_keys_of_the_owner_there_is_no_activation(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(synapse_analytics, furnished({"synapse": True, "data_lake": True}, security={"customer_managed_keys": False}))
    found = synapse_workspaces.read(graph.of_type(synapse_workspaces.TYPE)[0], graph)
    assert (found.key, graph.of_type(synapse_workspaces.KEY_TYPE)) == ("", ())


def test_it_waits_for_the_lake_and_its_endpoints_come_last(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"synapse": True, "data_lake": True})
    lake = run(data_lake, site)
    graph = run(synapse_analytics, site, lake.resources)
    assert graph.of_type(synapse_workspaces.TYPE)[0].depends_on == lake_endpoints(site, lake.resources)
    endpoints = [each for each in graph.of_type(private_endpoints.TYPE) if private_endpoints.read(each).target == synapse_id(site)]
    views = [private_endpoints.read(each, graph) for each in endpoints]
    assert [view.group_ids for view in views] == [("Sql",), ("SqlOnDemand",), ("Dev",)]
    assert {view.subnet for view in views} == {site.subnet(DATA_ENDPOINTS)}
    assert graph.of_type(synapse_workspaces.AUDIT_TYPE)[0].id in endpoints[0].depends_on
    assert endpoints[0].id in endpoints[1].depends_on
    assert endpoints[1].id in endpoints[2].depends_on

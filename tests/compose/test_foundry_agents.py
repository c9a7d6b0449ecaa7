"""What the agents of a project need, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.endpoints import endpoint_id
from enclave.compose.foundry_agents import APPROVER, agent_files_id, injection, stores
from enclave.compose.passes.cosmos_db import cosmos_db, cosmos_db_id
from enclave.compose.passes.foundry import foundry
from enclave.compose.passes.search import search, search_id
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.body import MISSING, lookup
from enclave.graph.model import Graph
from enclave.graph.resources import (
    capability_hosts,
    cognitive_accounts,
    cognitive_managed_networks,
    cosmos_role_assignments,
    foundry_connections,
    foundry_projects,
    private_endpoints,
    role_assignments,
    storage_accounts,
)
from enclave.graph.resources.cognitive_accounts import Injection

AGENTS = {"region": "north", "platform": "foundry", "agents": True}
NEEDED = {"cosmos_db": True, "search": True}


@pytest.fixture
def helped(run: Callable[..., Graph], furnished: Callable[..., Site]) -> Callable[..., tuple[Site, Graph]]:
    """A region with agents of some projects, and what they need of it."""

    def build(*names: str, **changes: Any) -> tuple[Site, Graph]:
        site = furnished(NEEDED, projects=dict.fromkeys(names or ("helper",), AGENTS), **changes)
        before = (*run(cosmos_db, site).resources, *run(search, site).resources)
        return site, run(foundry, site, before)

    return build


def grants(graph: Graph, principal: str) -> set[tuple[str, str]]:
    found = [role_assignments.read(part) for part in graph.of_type(role_assignments.TYPE)]
    return {(part.scope, part.role) for part in found if part.principal == principal}


def test_agents_live_in_a_subnet_of_their_own(helped: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]) -> None:
    site, graph = helped(network_isolation="complete")
    (account,) = (part for part in map(cognitive_accounts.read, graph.of_type(cognitive_accounts.TYPE)) if part.projects)
    assert account.injection == Injection(site.subnet("snet-agents-helper"), False)
    assert graph.of_type(cognitive_managed_networks.TYPE) == ()
    (resource,) = graph.of_type(cognitive_accounts.TYPE)
    assert set(site.joined) <= set(resource.depends_on)
    assert problems(graph.resources) == []


@pytest.mark.parametrize("isolation", ["managed", "selective"])
def test_or_in_a_network_that_sends_to_their_stores_only(
    helped: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]], isolation: str
) -> None:
    site, graph = helped(network_isolation=isolation)
    (resource,) = graph.of_type(cognitive_accounts.TYPE)
    assert cognitive_accounts.read(resource).injection == Injection(None, True)
    (network,) = graph.of_type(cognitive_managed_networks.TYPE)
    found = cognitive_managed_networks.read(network, graph)
    assert (found.isolation, found.kind) == ("AllowOnlyApprovedOutbound", "V2")
    assert {(rule.kind, rule.target, rule.group) for rule in found.rules} == {
        ("PrivateEndpoint", cosmos_db_id(site), "Sql"),
        ("PrivateEndpoint", agent_files_id(site, "helper"), "blob"),
        ("PrivateEndpoint", search_id(site), "searchService"),
        ("PrivateEndpoint", resource.id, "account"),
    }
    # the network asks for connections as the account, which approves them itself
    assert {(rule.target, role(APPROVER)) for rule in found.rules} <= grants(graph, resource.id)
    approvals = {part.id for part in graph.of_type(role_assignments.TYPE) if role_assignments.read(part).role == role(APPROVER)}
    assert approvals <= set(network.depends_on)
    assert problems(graph.resources) == []


def test_the_owner_may_let_the_managed_network_out(helped: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = helped(network_isolation="managed", security={"managed_network_isolation": False})
    (network,) = graph.of_type(cognitive_managed_networks.TYPE)
    assert cognitive_managed_networks.read(network, graph).isolation == "AllowInternetOutbound"


def test_the_account_sends_to_the_stores_and_nowhere_else(helped: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = helped()
    (resource,) = graph.of_type(cognitive_accounts.TYPE)
    view = cognitive_accounts.read(resource)
    assert view.restrict_outbound
    assert view.allowed_fqdns == tuple(store.host for store in stores(site, "helper"))
    suffixes = (".documents.azure.com", ".blob.core.windows.net", ".search.windows.net")
    assert [host.endswith(suffix) for host, suffix in zip(view.allowed_fqdns, suffixes, strict=True)] == [True] * 3


def test_connections_carry_no_secret(helped: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = helped()
    found = [foundry_connections.read(part) for part in graph.of_type(foundry_connections.TYPE)]
    assert [(part.name, part.category, part.auth, part.shared, part.target) for part in found] == [
        ("threads", "CosmosDb", "AAD", False, cosmos_db_id(site)),
        ("files", "AzureStorageAccount", "AAD", False, agent_files_id(site, "helper")),
        ("vectors", "CognitiveSearch", "AAD", False, search_id(site)),
    ]
    for part in graph.of_type(foundry_connections.TYPE):
        assert lookup(part.body, "properties.credentials") is MISSING


def test_rights_endpoints_and_connections_are_there_before_the_host(helped: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = helped()
    (host,) = graph.of_type(capability_hosts.TYPE)
    (project,) = graph.of_type(foundry_projects.TYPE)
    view = capability_hosts.read(host)
    assert (view.parent, view.threads, view.files, view.vectors) == (project.id, ("threads",), ("files",), ("vectors",))
    wanted = {(store.id, role(name)) for store in stores(site, "helper") for name in store.roles}
    assert wanted <= grants(graph, project.id)
    given = {
        part.id for part in graph.of_type(role_assignments.TYPE)
        if (role_assignments.read(part).scope, role_assignments.read(part).role) in wanted
    }
    ways = {endpoint_id(site, (store.type, store.group), store.id) for store in stores(site, "helper")}
    assert ways <= {part.id for part in graph.of_type(private_endpoints.TYPE)}
    connections = graph.of_type(foundry_connections.TYPE)
    assert {*given, *ways, connections[-1].id} <= set(host.depends_on)


def test_the_host_makes_the_database_and_then_the_project_may_use_that_one_only(helped: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = helped()
    (host,) = graph.of_type(capability_hosts.TYPE)
    (project,) = graph.of_type(foundry_projects.TYPE)
    (given,) = (part for part in graph.of_type(cosmos_role_assignments.TYPE) if host.id in part.depends_on)
    view = cosmos_role_assignments.read(given)
    assert (view.principal, view.scope.endswith("/dbs/enterprise_memory")) == (project.id, True)


def test_each_project_has_files_of_its_own_and_hosts_come_one_after_another(
    helped: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]
) -> None:
    site, graph = helped("helper", "writer")
    files = [agent_files_id(site, name) for name in ("helper", "writer")]
    assert set(files) <= {part.id for part in graph.of_type(storage_accounts.TYPE)}
    assert len({*files}) == 2
    first, second = graph.of_type(foundry_projects.TYPE)
    others = {scope for scope, _ in grants(graph, first.id)} & {scope for scope, _ in grants(graph, second.id)}
    assert others == {cosmos_db_id(site), search_id(site)}
    one, two = graph.of_type(capability_hosts.TYPE)
    (right,) = (part for part in graph.of_type(cosmos_role_assignments.TYPE) if one.id in part.depends_on)
    assert right.id in two.depends_on
    assert problems(graph.resources) == []


def test_a_subnet_for_each_project(furnished: Callable[..., Site]) -> None:
    site = furnished(NEEDED, projects={"helper": AGENTS, "writer": AGENTS}, network_isolation="complete")
    assert injection(site, "helper") != injection(site, "writer")

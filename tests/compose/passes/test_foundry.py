"""Foundry accounts and projects."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.passes.foundry import foundry
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import (
    capability_hosts,
    cognitive_accounts,
    cognitive_deployments,
    cognitive_managed_networks,
    foundry_connections,
    foundry_projects,
    private_endpoints,
    rai_policies,
    storage_accounts,
)
from enclave.graph.resources.cognitive_accounts import Injection
from enclave.spec.models import Spec

CHAT = {"model": "gpt-4o", "version": "2024-11-20", "sku": "Standard", "capacity": 5}
PLAIN = {"region": "north", "platform": "foundry", "deployments": {"chat": CHAT}}


def test_nothing_for_projects_of_other_platforms(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    others = {"one": {"region": "north", "platform": "openai"}, "two": {"region": "north", "platform": "foundry-classic"}}
    assert run(foundry, furnished({}, projects=others)).resources == ()


def test_each_project_is_alone_in_an_account(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({}, projects={"drafts": PLAIN, "letters": PLAIN})
    graph = run(foundry, site)
    accounts = [cognitive_accounts.read(found) for found in graph.of_type(cognitive_accounts.TYPE)]
    assert [found.id for found in accounts] == [site.account("drafts"), site.account("letters")]
    for found in accounts:
        assert (found.kind, found.projects, found.injection, found.allowed_fqdns) == ("AIServices", True, Injection(None, True), ())
        assert (found.public_network_access, found.local_auth_disabled, found.restrict_outbound) == ("Disabled", True, True)
    projects = [foundry_projects.read(found) for found in graph.of_type(foundry_projects.TYPE)]
    assert [(found.account, found.name, found.identity.kind) for found in projects] == [
        (site.account(name), name, "SystemAssigned") for name in ("drafts", "letters")
    ]
    assert problems(graph.resources) == []


def test_nothing_of_agents_where_there_are_none(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(foundry, furnished({}, projects={"drafts": PLAIN}))
    for kind in (capability_hosts.TYPE, foundry_connections.TYPE, storage_accounts.TYPE):
        assert graph.of_type(kind) == ()


def test_whoever_makes_an_agent_all_the_same_has_it_in_a_network_that_reaches_the_models_only(
    run: Callable[..., Graph], furnished: Callable[..., Site]
) -> None:
    site = furnished({}, projects={"drafts": PLAIN})
    graph = run(foundry, site)
    (network,) = graph.of_type(cognitive_managed_networks.TYPE)
    found = cognitive_managed_networks.read(network, graph)
    assert found.isolation == "AllowOnlyApprovedOutbound"
    assert [(rule.kind, rule.target) for rule in found.rules] == [("PrivateEndpoint", site.account("drafts"))]
    site = furnished({}, projects={"drafts": PLAIN}, network_isolation="complete")
    graph = run(foundry, site)
    assert graph.of_type(cognitive_managed_networks.TYPE) == ()
    (resource,) = graph.of_type(cognitive_accounts.TYPE)
    assert cognitive_accounts.read(resource).injection == Injection(site.subnet("snet-agents-drafts"), False)


def test_the_order_survives_a_deployment(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(foundry, furnished({}, projects={"drafts": PLAIN}))
    (policy,), (model,) = graph.of_type(rai_policies.TYPE), graph.of_type(cognitive_deployments.TYPE)
    (endpoint,), (project,) = graph.of_type(private_endpoints.TYPE), graph.of_type(foundry_projects.TYPE)
    assert policy.id in model.depends_on
    assert model.id in endpoint.depends_on
    network = graph.of_type(cognitive_managed_networks.TYPE)[0]
    assert any(before.startswith(endpoint.id) for before in network.depends_on)
    assert any(before.startswith(network.id) for before in project.depends_on)


@pytest.mark.parametrize("agents", [True, False])
def test_the_owner_can_open_an_account_and_the_graph_says_so(run: Callable[..., Graph], spec: Callable[..., Spec], agents: bool) -> None:
    opened = PLAIN | {"agents": agents, "unsafe_allow_public_access": {"reason": "a demonstration"}}
    site = sites(spec(projects={"drafts": opened}, components={"cosmos_db": True, "search": True}))[0]
    (found,) = (cognitive_accounts.read(part) for part in run(foundry, site).of_type(cognitive_accounts.TYPE))
    assert (found.public_network_access, found.default_action, found.local_auth_disabled) == ("Enabled", "Allow", True)

"""Foundry (classic): a hub and its projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import pytest

from enclave.compose.cluster import registry_id
from enclave.compose.encryption import key
from enclave.compose.passes.ai_services import ai_services
from enclave.compose.passes.foundry_classic import foundry_classic
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.body import MISSING, lookup
from enclave.graph.model import Graph
from enclave.graph.resources import application_insights, machine_learning_connections, machine_learning_workspaces, role_assignments
from enclave.graph.resources.machine_learning_workspaces import Workspace, WorkspaceKey

GROUP = "22222222-2222-2222-2222-222222222222"
CLASSIC = {"region": "north", "platform": "foundry-classic", "access": [{"group": GROUP, "role": "contributor"}]}
NEEDED = {"container_registry": True, "application_insights": True}


def workspaces(graph: Graph) -> Mapping[str, list[Workspace]]:
    found = [machine_learning_workspaces.read(part) for part in graph.of_type(machine_learning_workspaces.TYPE)]
    return {kind: [part for part in found if part.kind == kind] for kind in ("Hub", "Project")}


@pytest.fixture
def classic(run: Callable[..., Graph], furnished: Callable[..., Site]) -> Callable[..., tuple[Site, Graph]]:
    """A region with two classic projects."""

    def build(**changes: Any) -> tuple[Site, Graph]:
        site = furnished(NEEDED, **{"projects": {"old": CLASSIC, "older": CLASSIC}, **changes})
        return site, run(foundry_classic, site)

    return build


def test_nothing_for_projects_of_other_platforms(classic: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = classic(projects={"one": {"region": "north"}, "two": {"region": "north", "platform": "foundry"}})
    assert graph.resources == ()


def test_one_hub_for_the_region_and_a_workspace_for_each_project(
    classic: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]
) -> None:
    _, graph = classic()
    found = workspaces(graph)
    (hub,) = found["Hub"]
    assert [(part.friendly_name, part.hub, part.identity.kind) for part in found["Project"]] == [
        (name, hub.id, "SystemAssigned") for name in ("old", "older")
    ]
    assert {part.public_network_access for part in (hub, *found["Project"])} == {"Disabled"}
    assert problems(graph.resources) == []


def test_the_hub_sends_to_approved_services_only(classic: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = classic()
    (hub,) = workspaces(graph)["Hub"]
    assert (hub.isolation, hub.provision_now, hub.datastore_auth) == ("AllowOnlyApprovedOutbound", True, "Identity")
    assert {(rule.kind, rule.target, rule.group) for rule in hub.rules} == {
        ("PrivateEndpoint", site.account(name), "account") for name in ("old", "older")
    }


def test_the_hub_has_services_of_its_own_and_the_owners_key(classic: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = classic()
    (hub,), customer = workspaces(graph)["Hub"], key(site, "machine-learning")
    assert customer is not None
    assert hub.key == WorkspaceKey(customer.vault, customer.key, customer.identity)
    assert (hub.registry, hub.insights) == (registry_id(site), site.id(application_insights.TYPE))
    assert {hub.storage, hub.vault} <= {part.id for part in graph}
    assert hub.vault != site.vault


def test_a_project_uses_its_own_account_by_role(classic: Callable[..., tuple[Site, Graph]], run: Callable[..., Graph]) -> None:
    site, graph = classic()
    accounts = {part.id for part in run(ai_services, site)}
    for found, name in zip(workspaces(graph)["Project"], ("old", "older"), strict=True):
        (connection,) = (
            part for part in map(machine_learning_connections.read, graph.of_type(machine_learning_connections.TYPE))
            if part.parent == found.id
        )
        assert connection.target in accounts
        assert connection.target == site.account(name)
        assert (connection.category, connection.auth, connection.shared) == ("AIServices", "AAD", False)
        given = [role_assignments.read(part) for part in graph.of_type(role_assignments.TYPE)]
        assert [(part.scope, part.role) for part in given if part.principal == found.id] == [
            (site.account(name), role("Cognitive Services OpenAI User"))
        ]
    for part in graph.of_type(machine_learning_connections.TYPE):
        assert lookup(part.body, "properties.credentials") is MISSING


def test_contributors_work_in_their_own_project(classic: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = classic(projects={"old": CLASSIC, "older": CLASSIC | {"access": [{"group": GROUP, "role": "user"}]}})
    (first, _) = workspaces(graph)["Project"]
    given = [role_assignments.read(part) for part in graph.of_type(role_assignments.TYPE)]
    assert [(part.scope, part.role) for part in given if part.principal == GROUP] == [(first.id, role("AzureML Data Scientist"))]


def test_projects_come_one_after_another(classic: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = classic()
    made = graph.of_type(machine_learning_workspaces.TYPE)
    for before, after in pairwise(made[1:]):
        assert before.id in after.depends_on
    assert any(name.startswith("/resourceGroups") and "privateEndpoints" in name for name in made[1].depends_on)

"""The hub's policies reach every account, project and workspace of every platform: nothing in Azure hands them down.

The accounts are looked for by project, in the composed graph, and held against the spec; what composes them is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

from enclave.compose import compose
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph, Resource
from enclave.graph.needs import deployable, needs
from enclave.graph.resources import (
    capability_hosts,
    cognitive_accounts,
    cognitive_deployments,
    defender_for_ai_settings,
    diagnostic_settings,
    foundry_projects,
    machine_learning_connections,
    machine_learning_workspaces,
    private_endpoints,
    rai_policies,
    role_assignments,
)
from enclave.graph.resources.cognitive_accounts import CognitiveAccount
from enclave.spec import models, presets
from enclave.spec.load import load
from enclave.spec.models import Project, Spec

USERS, MAKERS = "22222222-2222-2222-2222-222222222222", "33333333-3333-3333-3333-333333333333"
AZURE = {"off": None, "high": "High", "medium": "Medium", "low": "Low"}
HARMS = {"hate": "Hate", "sexual": "Sexual", "violence": "Violence", "self_harm": "Selfharm"}
SHIELDS = {
    "jailbreak": "Jailbreak", "indirect_attacks": "Indirect Attack",
    "protected_text": "Protected Material Text", "protected_code": "Protected Material Code",
}
STRICTER = ("off", "high", "medium", "low")
HUB = {
    "models": ["gpt-4o", "gpt-4o-mini"],
    "content_filters": {"hate": "medium", "sexual": "high", "violence": "medium", "self_harm": "low", "jailbreak": True},
}
TIGHTER = {"hate": "low", "indirect_attacks": True, "protected_code": True}
ISOLATIONS = get_args(models.NetworkIsolation)


def patchwork(isolation: str) -> Spec:
    """Projects of every platform, plain and with filters of their own, in one region and in two, with agents and without."""
    chat, small = (
        {"model": model, "version": version, "sku": "Standard", "capacity": 5}
        for model, version in (("gpt-4o", "2024-11-20"), ("gpt-4o-mini", "2024-07-18"))
    )
    access = [{"group": USERS, "role": "user"}, {"group": MAKERS, "role": "contributor"}]
    projects: dict[str, Any] = {}
    for number, platform in enumerate(get_args(models.Platform)):
        base = {"region": "north", "platform": platform, "access": access, "deployments": {"chat": chat}}
        projects[f"plain-{number}"] = base
        projects[f"tight-{number}"] = base | {"content_filters": TIGHTER, "deployments": {"chat": chat, "small": small}}
        projects[f"spread-{number}"] = base | {"failover_regions": ["west"]}
        projects[f"empty-{number}"] = base | {"deployments": {}, "access": []}
    projects["helper"] = projects["tight-1"] | {"platform": "foundry", "agents": True}
    projects["writer"] = projects["plain-1"] | {"platform": "foundry", "agents": True}
    return presets.apply(Spec.model_validate({
        "enclave": "v1",
        "name": "acme-labs",
        "network_isolation": isolation,
        "security_level": "maximum",
        "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": MAKERS},
        "contacts": ["security@acme.example"],
        "regions": {"north": {"location": "swedencentral", "pair": "westeurope"}, "west": {"location": "westeurope"}},
        "hub": HUB,
        "projects": projects,
    }))


class Enclave(NamedTuple):
    """What was said, and what was made of it."""

    spec: Spec
    graph: Graph

    def accounts(self) -> Iterator[tuple[str, Project, Resource, CognitiveAccount]]:
        """Name and words of every project in each of its regions, with its account there."""
        found = self.models()
        for name, project in self.spec.projects.items():
            for region in (project.region, *project.failover_regions):
                mine = [part for part in found if part.stamp == region and f"-{name}-" in part.name]
                assert len(mine) == 1, (name, region)
                yield name, project, mine[0], cognitive_accounts.read(mine[0])

    def models(self) -> list[Resource]:
        """Every account that can serve a model, whoever made it."""
        found = self.graph.of_type(cognitive_accounts.TYPE)
        return [part for part in found if cognitive_accounts.read(part).kind in ("OpenAI", "AIServices")]

    def children(self, parent: Resource, kind: str) -> list[Resource]:
        """What of a type is a part of something."""
        return [part for part in self.graph.of_type(kind) if part.parent == parent.id]

    def grants(self, scope: str) -> set[tuple[str, str]]:
        """Who has which role on something."""
        found = (role_assignments.read(part) for part in self.graph.of_type(role_assignments.TYPE) if part.scope == scope)
        return {(part.principal, part.role) for part in found}


@pytest.fixture(scope="module", params=ISOLATIONS)
def enclave(request: pytest.FixtureRequest) -> Enclave:
    """Every platform and isolation."""
    spec = patchwork(request.param)
    return Enclave(spec, compose(spec))


@pytest.fixture(scope="module", params=["bank", "hospital", "ministry", "patchwork"])
def whole(request: pytest.FixtureRequest, root: Path) -> Enclave:
    """The examples, and every platform."""
    example = root / "examples" / request.param / "enclave.yaml"
    spec = load(example).spec if example.exists() else patchwork("managed")
    return Enclave(spec, compose(spec))


def stricter(one: str, other: str) -> str:
    return max(one, other, key=STRICTER.index)


def said(spec: Spec, project: Project, name: str) -> str:
    """What hub and project together say of a filter: the stricter of the two."""
    words = [getattr(part.content_filters, name) for part in (spec.hub, project)]
    plain = ["off" if word in (None, False) else "low" if word is True else word for word in words]
    return stricter(*plain)


def test_no_account_is_without_a_project(whole: Enclave) -> None:
    mine = {found.id for _, _, found, _ in whole.accounts()}
    assert mine == {part.id for part in whole.models()}


def test_every_account_has_the_filters_of_hub_and_project(whole: Enclave) -> None:
    for _, project, resource, _ in whole.accounts():
        (policy,) = map(rai_policies.read, whole.children(resource, rai_policies.TYPE))
        assert policy.mode == "Blocking"
        found = {(part.name, part.source): part for part in policy.filters}
        for name, harm in HARMS.items():
            wanted = AZURE[said(whole.spec, project, name)]
            for source in ("Prompt", "Completion"):
                part = found[harm, source]
                assert (part.enabled, part.blocking) == (wanted is not None, wanted is not None)
                assert wanted is None or part.threshold == wanted
        for name, shield in SHIELDS.items():
            (part,) = (part for part in policy.filters if part.name == shield)
            on = said(whole.spec, project, name) == "low"
            assert (part.enabled, part.blocking) == (on, on)


def test_every_deployment_names_them_and_serves_a_model_of_the_hub(whole: Enclave) -> None:
    for _, project, resource, _ in whole.accounts():
        (policy,) = whole.children(resource, rai_policies.TYPE)
        found = [cognitive_deployments.read(part) for part in whole.children(resource, cognitive_deployments.TYPE)]
        assert {part.name: part.model for part in found} == {name: part.model for name, part in project.deployments.items()}
        assert {part.model for part in found} <= set(whole.spec.hub.models)
        assert {part.rai_policy for part in found} <= {policy.name.rpartition("/")[2]}


def test_every_account_is_closed_without_keys_and_sends_nowhere(whole: Enclave) -> None:
    for _, project, _, account in whole.accounts():
        assert (account.public_network_access, account.default_action, account.bypass) == ("Disabled", "Deny", "None")
        assert (account.ip_rules, account.subnet_rules) == ((), ())
        assert (account.local_auth_disabled, account.restrict_outbound, account.tls) == (True, True, "TLS1_2")
        assert account.stored_completions_disabled
        assert bool(account.allowed_fqdns) == bool(project.agents)
        # whoever may make agents has them in a network, also where nobody meant to
        assert (account.injection is not None) == account.projects


def test_every_account_is_encrypted_with_the_owners_key(whole: Enclave) -> None:
    for _, _, resource, account in whole.accounts():
        if not whole.spec.security.customer_managed_keys:
            assert account.key is None
            continue
        assert account.key is not None
        assert account.key.identity in account.identity.user_assigned
        # the right to use the key is there before the account
        waits = [whole.graph.get(name) for name in resource.depends_on]
        assert any(part is not None and part.type == role_assignments.TYPE for part in waits)


def test_every_account_is_watched(whole: Enclave) -> None:
    for _, _, resource, _ in whole.accounts():
        settings = [part for part in whole.graph.of_type(diagnostic_settings.TYPE) if part.scope == resource.id]
        (found,) = map(diagnostic_settings.read, settings)
        assert found.workspace is not None
        assert "group:allLogs" in found.logs or {"Audit", "RequestResponse"} <= set(found.logs)
        setting = whole.children(resource, defender_for_ai_settings.TYPE)
        assert [defender_for_ai_settings.read(part).enabled for part in setting] == [True] * bool(whole.spec.security.defender)


def test_every_account_has_a_private_way_to_it_under_all_its_names(whole: Enclave) -> None:
    for _, _, resource, _ in whole.accounts():
        views = [private_endpoints.read(part, whole.graph) for part in whole.graph.of_type(private_endpoints.TYPE)]
        (found,) = (view for view in views if view.target == resource.id)
        assert sorted(zone.rpartition("/")[2] for zone in found.zone_groups) == [
            "privatelink.cognitiveservices.azure.com", "privatelink.openai.azure.com", "privatelink.services.ai.azure.com",
        ]


def test_nobody_has_rights_on_an_account_but_its_project_and_the_gateway(whole: Enclave) -> None:
    gateways = {part.id for part in whole.graph.of_type("Microsoft.ManagedIdentity/userAssignedIdentities") if "gateway" in part.name}
    for _, project, resource, _ in whole.accounts():
        groups = {str(entry.group) for entry in project.access}
        inside = {part.id for part in whole.graph if part.id.startswith(f"{resource.id}/projects/")} | {resource.id}
        workspaces = {part.parent for part in map(machine_learning_connections.read, whole.graph.of_type(
            machine_learning_connections.TYPE)) if part.target == resource.id}
        hubs = {hub_identity(whole, workspace) for workspace in workspaces}
        principals = {principal for principal, _ in whole.grants(resource.id)}
        assert principals <= groups | gateways | inside | workspaces | hubs
        assert principals & gateways


def hub_identity(whole: Enclave, workspace: str) -> str:
    found = whole.graph.get(workspace)
    assert found is not None
    hub = whole.graph.get(machine_learning_workspaces.read(found).hub or "")
    assert hub is not None
    return machine_learning_workspaces.read(hub).primary_identity or ""


def test_nobody_but_who_may_administer_models_holds_a_role_that_changes_an_account(whole: Enclave) -> None:
    forbidden = {role(name) for name in ("Contributor", "Cognitive Services Contributor")}
    for _, _, resource, _ in whole.accounts():
        assert not {given for _, given in whole.grants(resource.id)} & forbidden


def test_every_foundry_project_is_alone_in_its_account_and_has_an_identity(enclave: Enclave) -> None:
    for name, project, resource, account in enclave.accounts():
        found = [foundry_projects.read(part) for part in enclave.children(resource, foundry_projects.TYPE)]
        assert account.projects == (project.platform == "foundry")
        assert [(part.name, part.identity.kind) for part in found] == [(name, "SystemAssigned")] * account.projects


def test_every_classic_project_is_closed_like_its_hub(enclave: Enclave) -> None:
    found = [machine_learning_workspaces.read(part) for part in enclave.graph.of_type(machine_learning_workspaces.TYPE)]
    hubs = {part.id: part for part in found if part.kind == "Hub"}
    projects = [part for part in found if part.kind == "Project"]
    classic = [name for name, project in enclave.spec.projects.items() if project.platform == "foundry-classic"]
    assert {part.friendly_name for part in projects} == {*classic}
    for part in (*projects, *hubs.values()):
        assert part.public_network_access == "Disabled"
    for hub in hubs.values():
        assert (hub.isolation, hub.datastore_auth, hub.provision_now) == ("AllowOnlyApprovedOutbound", "Identity", True)
        assert hub.key is not None
    for part in projects:
        assert part.hub in hubs


def test_agents_are_only_where_they_were_asked_for_and_their_rights_come_first(enclave: Enclave) -> None:
    hosts = enclave.graph.of_type(capability_hosts.TYPE)
    asked = {name for name, project in enclave.spec.projects.items() if project.agents}
    assert asked
    assert {part.id.split("/projects/")[1].partition("/")[0] for part in hosts} == asked
    order = deployable(enclave.graph, needs(enclave.graph))
    for host in hosts:
        project = host.parent or ""
        for part in enclave.graph.of_type(role_assignments.TYPE):
            if role_assignments.read(part).principal == project:
                assert order.index(part.id.lower()) < order.index(host.id.lower())


def test_endpoints_come_after_the_last_change_of_an_account(enclave: Enclave) -> None:
    order = deployable(enclave.graph, needs(enclave.graph))
    for _, _, resource, _ in enclave.accounts():
        (way,) = (part for part in enclave.graph.of_type(private_endpoints.TYPE) if part.name == f"pep-{resource.name}")
        for kind in (rai_policies.TYPE, defender_for_ai_settings.TYPE, cognitive_deployments.TYPE):
            for part in enclave.children(resource, kind):
                assert order.index(part.id.lower()) < order.index(way.id.lower())

"""Accounts with the hub's policies."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from enclave.compose.ai_account import HARMS, POLICY, SHIELDS, UPGRADES, account, filters, openai_kind, write_account
from enclave.compose.encryption import key
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import (
    cognitive_accounts,
    cognitive_deployments,
    defender_for_ai_settings,
    private_endpoints,
    rai_policies,
)
from enclave.graph.resources.cognitive_accounts import AccountKey
from enclave.graph.resources.rai_policies import ContentFilter, RaiPolicy
from enclave.spec.models import ContentFilters, Spec, Upgrade
from enclave.spec.policy import effective_policies

HUB: dict[str, Any] = {"models": ["gpt-4o"], "content_filters": {"hate": "medium", "violence": "high", "jailbreak": True}}


def filters_of(spec: Spec, project: str) -> tuple[RaiPolicy, dict[tuple[str, str], ContentFilter]]:
    found = filters("/account", effective_policies(spec)[project])
    return found, {(part.name, part.source): part for part in found.filters}


def made(site: Site, project: str = "triage", **settings: Any) -> Graph:
    view = account(site, site.account(project), "AIServices", "ai-services", **settings)
    return Graph(tuple(write_account(site, project, site.projects[project], view, site.place("ai-services/foundry"))))


def test_every_filter_that_can_be_said_has_one_in_azure() -> None:
    assert {*HARMS, *SHIELDS} == set(ContentFilters.model_fields)


def test_filters_are_the_hubs_and_what_is_off_is_said_to_be_off(spec: Callable[..., Spec]) -> None:
    policy, found = filters_of(spec(hub=HUB), "triage")
    assert (policy.name, policy.mode, policy.base) == (POLICY, "Blocking", "Microsoft.DefaultV2")
    for source in ("Prompt", "Completion"):
        hate = found["Hate", source]
        assert (hate.enabled, hate.blocking, hate.threshold) == (True, True, "Medium")
        assert found["Violence", source].threshold == "High"
        assert (found["Sexual", source].enabled, found["Selfharm", source].blocking) == (False, False)
    assert (found["Jailbreak", "Prompt"].enabled, found["Jailbreak", "Prompt"].blocking) == (True, True)
    assert not found["Indirect Attack", "Prompt"].enabled
    assert len(found) == 2 * len(HARMS) + len(SHIELDS)


def test_a_project_tightens_and_only_its_own_account(spec: Callable[..., Spec]) -> None:
    both = {"triage": {"region": "north", "content_filters": {"hate": "low", "sexual": "high"}}, "search": {"region": "north"}}
    tight, plain = (filters_of(spec(hub=HUB, projects=both), name)[1] for name in both)
    assert [part["Hate", "Prompt"].threshold for part in (tight, plain)] == ["Low", "Medium"]
    assert [part["Sexual", "Prompt"].enabled for part in (tight, plain)] == [True, False]
    assert [part["Violence", "Prompt"].threshold for part in (tight, plain)] == ["High", "High"]


def test_one_change_comes_after_another(furnished: Callable[..., Site]) -> None:
    site = furnished({}, security={"customer_managed_keys": True, "defender": True})
    graph = made(site)
    (owner,) = graph.of_type(cognitive_accounts.TYPE)
    customer = key(site, "ai-services")
    assert customer is not None
    assert owner.depends_on == customer.depends_on
    serial = [
        found for found in graph
        if found.type in (rai_policies.TYPE, defender_for_ai_settings.TYPE, cognitive_deployments.TYPE, private_endpoints.TYPE)
    ]
    assert len(serial) == 5
    for before, after in pairwise(serial):
        assert before.id in after.depends_on


def test_every_deployment_has_the_hubs_filters(furnished: Callable[..., Site]) -> None:
    found = [cognitive_deployments.read(part) for part in made(furnished({})).of_type(cognitive_deployments.TYPE)]
    assert [part.rai_policy for part in found] == [POLICY, POLICY]


@pytest.mark.parametrize("upgrade", UPGRADES)
def test_another_version_comes_only_as_the_owner_says(spec: Callable[..., Spec], upgrade: Upgrade) -> None:
    deployment = {"model": "gpt-4o", "version": "2024-11-20", "sku": "Standard", "upgrade": upgrade}
    site = sites(spec(projects={"triage": {"region": "north", "deployments": {"chat": deployment}}}))[0]
    (found,) = made(site).of_type(cognitive_deployments.TYPE)
    assert cognitive_deployments.read(found).upgrade == UPGRADES[upgrade]


@pytest.mark.parametrize("defender", [True, False])
def test_defender_watches_prompts_where_it_is_on(furnished: Callable[..., Site], defender: bool) -> None:
    found = made(furnished({}, security={"defender": defender})).of_type(defender_for_ai_settings.TYPE)
    assert [defender_for_ai_settings.read(part).enabled for part in found] == [True] * defender


def test_the_owners_key_is_used_by_an_identity_that_is_there_before(furnished: Callable[..., Site]) -> None:
    site = furnished({})
    customer = key(site, "ai-services")
    assert customer is not None
    view = account(site, site.account("triage"), "AIServices", "ai-services")
    assert view.key == AccountKey(customer.vault, "ai-services", customer.identity)
    assert (view.key_source, view.identity.kind, view.identity.user_assigned) == (
        "Microsoft.KeyVault", "SystemAssigned, UserAssigned", (customer.identity,),
    )
    assert openai_kind(site) == "AIServices"


def test_without_keys_of_the_owner_azure_has_its_own(site: Site) -> None:
    view = account(site, site.account("triage"), "OpenAI", "ai-services")
    assert (view.key, view.key_source) == (None, "Microsoft.CognitiveServices")
    assert (view.identity.kind, openai_kind(site)) == ("SystemAssigned", "OpenAI")


@pytest.mark.parametrize(("kind", "kept"), [("OpenAI", True), ("AIServices", True), ("ContentSafety", False)])
def test_completions_are_not_stored_where_they_could_be(site: Site, kind: str, kept: bool) -> None:
    assert account(site, site.account("triage"), kind, "ai-services").stored_completions_disabled is kept


def test_the_owner_can_open_everything_and_the_graph_says_so(furnished: Callable[..., Site]) -> None:
    site = furnished({}, security={"unsafe_allow_public_network_access": {"reason": "a demonstration"}})
    view = account(site, site.account("triage"), "AIServices", "ai-services")
    assert (view.public_network_access, view.default_action, view.local_auth_disabled) == ("Enabled", "Allow", True)


def test_azure_takes_all_of_it(furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    assert problems(made(furnished({}, security={"defender": True}), projects=True).resources) == []

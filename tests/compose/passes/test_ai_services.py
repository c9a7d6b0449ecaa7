"""Accounts of projects that only call models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.ai_services import ai_services
from enclave.compose.site import AI_ENDPOINTS, Site, sites
from enclave.graph.model import Graph
from enclave.graph.parts import Identity
from enclave.graph.resources import cognitive_accounts, cognitive_deployments, private_endpoints, rai_policies
from enclave.spec.models import Spec


@pytest.fixture
def graph(run: Callable[..., Graph]) -> Graph:
    return run(ai_services)


def test_one_closed_account_for_each_project(graph: Graph, site: Site) -> None:
    accounts = [cognitive_accounts.read(found) for found in graph.of_type(cognitive_accounts.TYPE)]
    assert [account.id for account in accounts] == [site.account("triage"), site.account("search")]
    for account in accounts:
        assert (account.kind, account.location, account.identity) == ("OpenAI", "swedencentral", Identity("SystemAssigned"))
        assert (account.public_network_access, account.default_action, account.bypass) == ("Disabled", "Deny", "None")
        assert (account.ip_rules, account.subnet_rules, account.local_auth_disabled) == ((), (), True)
        assert (account.restrict_outbound, account.allowed_fqdns, account.stored_completions_disabled) == (True, (), True)
        assert account.custom_subdomain == account.id.rpartition("/")[2]


def test_deployments_are_as_written_and_wait_for_each_other(graph: Graph) -> None:
    resources = graph.of_type(cognitive_deployments.TYPE)
    policy = graph.of_type(rai_policies.TYPE)[0]
    found = [cognitive_deployments.read(resource) for resource in resources]
    assert [(part.name, part.model, part.version, part.sku, part.capacity, part.upgrade) for part in found] == [
        (name, "gpt-4o", "2024-11-20", "DataZoneStandard", 5, "NoAutoUpgrade") for name in ("chat", "tools")
    ]
    assert [resource.depends_on for resource in resources] == [(policy.id,), (resources[0].id,)]


def test_the_endpoint_waits_for_the_last_change_of_its_account(graph: Graph, site: Site) -> None:
    endpoints = graph.of_type(private_endpoints.TYPE)
    last = (graph.of_type(cognitive_deployments.TYPE)[-1], graph.of_type(rai_policies.TYPE)[-1])
    assert [endpoint.depends_on for endpoint in endpoints] == [(before.id, *site.joined) for before in last]
    views = [private_endpoints.read(endpoint, graph) for endpoint in endpoints]
    assert [view.target for view in views] == [site.account("triage"), site.account("search")]
    assert {view.subnet for view in views} == {site.subnet(AI_ENDPOINTS)}
    assert {len(view.zone_groups) for view in views} == {3}


def test_public_access_changes_two_settings_and_nothing_else(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    opened = {"region": "north", "unsafe_allow_public_access": {"reason": "a demonstration"}}
    shut, wide = (run(ai_services, sites(spec(projects={"search": project}))[0]) for project in ({"region": "north"}, opened))
    (before,), (after,) = (graph.of_type(cognitive_accounts.TYPE) for graph in (shut, wide))
    view = cognitive_accounts.read(after)
    assert (view.public_network_access, view.default_action) == ("Enabled", "Allow")
    assert [found for found in wide if found.id != after.id] == [found for found in shut if found.id != before.id]
    old, new = before.body["properties"], after.body["properties"]
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    assert {key for key in new if new[key] != old[key]} == {"publicNetworkAccess", "networkAcls"}


@pytest.mark.parametrize(("platform", "keys", "kind"), [
    ("openai", False, "OpenAI"),
    ("openai", True, "AIServices"),
    ("foundry-classic", False, "AIServices"),
    ("foundry-classic", True, "AIServices"),
])
def test_the_kind_is_one_that_takes_the_owners_key(
    run: Callable[..., Graph], spec: Callable[..., Spec], platform: str, keys: bool, kind: str
) -> None:
    site = sites(spec(projects={"search": {"region": "north", "platform": platform}}, security={"customer_managed_keys": keys}))[0]
    (found,) = run(ai_services, site).of_type(cognitive_accounts.TYPE)
    view = cognitive_accounts.read(found)
    assert (view.kind, view.id, view.projects, view.injection) == (kind, site.account("search"), False, None)


def test_accounts_of_foundry_are_made_elsewhere(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    made = run(ai_services, sites(spec(projects={"search": {"region": "north", "platform": "foundry"}}))[0])
    assert made.resources == ()


def test_azure_takes_all_of_it(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    everything: dict[str, Any] = {"security": {"defender": True, "customer_managed_keys": True}}
    assert problems(run(ai_services, furnished({}, **everything)).resources) == []

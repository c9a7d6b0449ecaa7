"""Services against regions."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.spec.rules.availability import services_are_available

EUROPE = ("regions", "europe", "location")
PROJECT = ("projects", "fraud-triage")


def test_a_component_that_a_region_does_not_have_is_refused_where_it_is_switched_on(places: Any, found: Any) -> None:
    changes = {("components",): {"speech": True, "content_safety": True, "search": {"semantic_ranker": "standard"}}}
    assert places(services_are_available, changes) == []
    spain = {**changes, EUROPE: "spaincentral", ("regions", "europe", "pair"): None}
    assert places(services_are_available, spain) == ["components.content_safety", "components.speech", "components.search.semantic_ranker"]
    problem = found(services_are_available, spain)[1]
    assert "`spaincentral` does not have Speech" in problem.message
    assert "francecentral" in problem.hint


def test_a_scenario_builds_only_what_every_region_has(make: Any, places: Any) -> None:
    changes = {EUROPE: "norwayeast", ("regions", "europe", "pair"): None}
    assert make({}).components.content_safety.enabled
    assert not make(changes).components.content_safety.enabled
    assert places(services_are_available, changes) == []
    trained = {("scenario",): "ai-training"}
    assert make(trained).projects["fraud-triage"].platform == "foundry"
    assert make({**trained, EUROPE: "westus2", ("regions", "europe", "pair"): None}).projects["fraud-triage"].platform == "openai"


def test_projects_are_held_against_the_regions_that_serve_them(places: Any) -> None:
    changes = {(*PROJECT, "platform"): "foundry", ("regions", "us_east", "location"): "westus2", ("network_isolation",): "complete"}
    assert places(services_are_available, changes) == []
    changes[(*PROJECT, "failover_regions")] = ["us_east"]
    assert places(services_are_available, changes) == ["projects.fraud-triage.platform"]


@pytest.mark.parametrize(("isolation", "missing"), [("complete", 0), ("managed", 1), ("selective", 1)])
def test_the_network_of_agents_depends_on_the_isolation(places: Any, make: Any, isolation: str, missing: int) -> None:
    for agents in (True, False):  # Azure asks for the network when the account is made
        changes = {(*PROJECT, "platform"): "foundry", (*PROJECT, "agents"): agents, ("network_isolation",): isolation}
        assert len(places(services_are_available, changes)) == missing  # westeurope has no managed network for agents
    usual = make({("scenario",): "ai-development", ("network_isolation",): isolation}).projects["fraud-triage"].platform
    assert usual == ("openai" if missing else "foundry")


@pytest.mark.parametrize(("space", "own", "refused"), [
    ("10.40.0.0/14", None, True),
    ("172.16.0.0/16", None, False),
    ("10.40.0.0/14", "172.16.0.0/20", False),
    ("172.16.0.0/16", "10.9.0.0/20", True),
])
def test_not_every_region_takes_the_largest_private_range_for_agents(found: Any, space: str, own: str | None, refused: bool) -> None:
    changes = {
        (*PROJECT, "platform"): "foundry", ("network_isolation",): "complete", ("components",): {},
        EUROPE: "norwayeast", ("regions", "europe", "pair"): None, ("regions", "europe", "address_space"): own,
        ("network", "address_space"): space,
    }
    said = [problem.message for problem in found(services_are_available, changes) if "agents" in problem.message]
    assert [message.partition(" (")[0] for message in said] == [
        "`norwayeast` does not have Foundry agents in a network of yours with 10.0.0.0/8 addresses"
    ] * refused


def test_a_region_with_nothing_near_it_says_so(found: Any) -> None:
    changes = {("components",): {"speech": True, "content_safety": False}, EUROPE: "israelcentral", ("regions", "europe", "pair"): None}
    speech, models = found(services_are_available, changes)
    assert "leave it out" in speech.hint
    assert "leave it out" in models.hint


def test_deployments_need_models_in_every_region_that_serves_them(places: Any, found: Any) -> None:
    none = ("regions", "us_east", "location")
    changes = {none: "mexicocentral", (*PROJECT, "failover_regions"): ["us_east"]}
    assert places(services_are_available, changes) == ["projects.fraud-triage.failover_regions.0"]
    (problem,) = found(services_are_available, changes)
    assert problem.message.startswith("`mexicocentral` does not have models of Azure OpenAI")
    assert places(services_are_available, changes | {(*PROJECT, "deployments"): {}}) == []


def test_a_location_that_does_not_exist_is_another_rule_s_business(places: Any) -> None:
    assert places(services_are_available, {("components",): {"speech": True}, EUROPE: "westeurop"}) == []

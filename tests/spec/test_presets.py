"""Scenarios fill what the file does not say, and nothing else."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.spec import models
from enclave.spec.dlp import Item
from enclave.spec.entities import ENTITIES, GROUPS, canonical, members
from enclave.spec.handling import LISTS, SENSITIVE, Action, Handling, handlings
from enclave.spec.models import Scenario, Spec
from enclave.spec.presets import DLP, SCENARIOS, apply

CHOICES = {
    "security_level": get_args(models.SecurityLevel),
    "network_isolation": get_args(models.NetworkIsolation),
    "data_classification": get_args(models.DataClassification),
    "performance_tier": get_args(models.PerformanceTier),
    "collaboration_tools": get_args(models.Switch),
}
SEED = {
    "ai-training": {"security_level": "maximum", "network_isolation": "complete", "data_classification": "highly-sensitive"},
    "ai-inference": {"security_level": "high", "network_isolation": "managed", "performance_tier": "premium"},
    "ai-development": {"security_level": "high", "network_isolation": "selective", "collaboration_tools": "enabled"},
}
"""What the seed's three quick start templates say."""


def test_every_scenario_sets_every_switch_to_something_that_exists() -> None:
    assert set(SCENARIOS) == set(get_args(Scenario))
    for values in SCENARIOS.values():
        assert set(values) == set(CHOICES)
        assert all(value in CHOICES[switch] for switch, value in values.items())


@pytest.mark.parametrize("scenario", list(SEED))
def test_the_seed_s_templates_are_what_the_scenarios_say(scenario: str, make: Any) -> None:
    spec = make({("scenario",): scenario})
    assert {key: getattr(spec, key) for key in SEED[scenario]} == SEED[scenario]


def test_the_defaults_of_the_format_are_the_default_scenario_s(make: Any) -> None:
    assert {key: Spec.model_fields[key].default for key in CHOICES} == dict(SCENARIOS[Spec.model_fields["scenario"].default])


switches_written = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in CHOICES.items()})


@given(st.sampled_from(get_args(Scenario)), switches_written)
def test_what_the_file_says_overrides_the_scenario(make: Any, scenario: str, switches: dict[str, str]) -> None:
    spec = make({("scenario",): scenario, **{(key,): value for key, value in switches.items()}})
    assert {key: getattr(spec, key) for key in CHOICES} == {**SCENARIOS[scenario], **switches}
    assert apply(spec) == spec


lists = st.none() | st.lists(st.sampled_from([*ENTITIES, "ssn"]), unique=True, max_size=3)


@given(lists, lists, lists)
def test_lists_of_the_hub_that_are_not_written_are_the_preset_s_without_what_is(make: Any, block: Any, redact: Any, log: Any) -> None:
    stated = {"block": block, "redact": redact, "log": log}
    dlp = make({("hub", "dlp"): stated}).hub.dlp
    written = {canonical(entity) for entities in stated.values() for entity in entities or ()}
    for action, default in DLP["highly-sensitive"].items():
        filled = getattr(dlp, action)
        if stated.get(action) is not None:
            assert filled == tuple(Item(entity=entity) for entity in stated[action])
        else:
            expected = {entity for group in default for entity in GROUPS[group]} - written
            assert {entity for item in filled for entity in members(item.entity)} - written == expected
            assert all(item.entity in default or item.entity in ENTITIES for item in filled)


@pytest.mark.parametrize("classification", CHOICES["data_classification"])
def test_secrets_are_blocked_by_default_and_numbers_of_people_and_of_cards_are_hidden_at_least(make: Any, classification: str) -> None:
    hub = make({("hub", "dlp"): {}, ("data_classification",): classification}).hub
    found = handlings(hub.dlp, classification)
    assert found["api_key"] == Handling.of(Action.BLOCK)
    hard = Action.BLOCK if classification in SENSITIVE else Action.REDACT
    assert {found[entity].action(75) for group in ("payment", "national_identifiers") for entity in GROUPS[group]} == {hard}
    assert {found[entity].action(65) for entity in ENTITIES if entity in found} == {Action.LOG}
    assert found["email"].action(85) == (Action.REDACT if classification in SENSITIVE else Action.LOG)
    assert set(DLP[classification]) == set(LISTS)


def test_a_hub_that_says_nothing_is_guarded(make: Any) -> None:
    hub = make({("hub",): {}}).hub
    assert [item.entity for item in hub.dlp.block] == ["secrets", "payment", "national_identifiers"]
    assert [item.entity for item in hub.dlp.redact] == ["contact", "health"]
    assert hub.retention.model_dump() == {"audit_days": 365, "request_response_days": 90, "metrics_days": 90}
    assert (hub.budget.daily_usd, hub.budget.monthly_usd, hub.budget.request_tokens) == (100, 2000, 4000)
    assert (hub.content_filters.violence, hub.content_filters.jailbreak, hub.content_filters.protected_code) == ("medium", True, True)


def test_the_highest_level_filters_the_most(make: Any) -> None:
    written = {("hub", "content_filters"): {"sexual": "high"}, ("security_level",): "maximum"}
    filters = make(written).hub.content_filters
    assert (filters.hate, filters.sexual, filters.violence, filters.self_harm) == ("low", "high", "low", "low")
    trained = make({("scenario",): "ai-training"}).hub.content_filters
    assert trained.hate == "low"


def test_one_value_that_is_written_leaves_the_others_at_their_defaults(make: Any) -> None:
    hub = make({("hub",): {"budget": {"monthly_usd": 5}, "retention": {"audit_days": 30}}}).hub
    assert (hub.budget.daily_usd, hub.budget.monthly_usd) == (100, 5)
    assert (hub.retention.audit_days, hub.retention.metrics_days) == (30, 90)


def test_nothing_that_the_hub_says_is_lost(make: Any) -> None:
    written = {
        "models": ["gpt-4o"], "compliance": ["gdpr"], "dlp": {"block": ["email"]}, "content_filters": {"hate": "high"},
        "content_safety": False,
        "budget": {"daily_usd": 7}, "rate_limits": {"requests_per_minute": 3, "per_caller": {"tokens_per_minute": 9}},
        "retention": {"audit_days": 30}, "surfaces": ["images"],
    }
    hub = make({("hub",): written}).hub
    assert written.keys() == type(hub).model_fields.keys(), "a key of the hub that this test does not write"
    assert (hub.models, hub.compliance, hub.content_safety, hub.budget.daily_usd, hub.retention.audit_days) == (
        ("gpt-4o",), ("gdpr",), False, 7, 30
    )
    assert hub.surfaces == ("images",)
    assert (hub.dlp.block[0].entity, hub.content_filters.hate) == ("email", "high")
    assert (hub.rate_limits.requests_per_minute, hub.rate_limits.per_caller.tokens_per_minute) == (3, 9)


def test_projects_are_left_as_they_are(make: Any) -> None:
    project = make({}).projects["fraud-triage"]
    assert project.dlp.block is project.budget.daily_usd is project.retention.audit_days is None

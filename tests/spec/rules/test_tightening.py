"""A project can only tighten what the hub says: the rules agree with the lattice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from enclave.spec.entities import ENTITIES, members
from enclave.spec.handling import Action, Handling
from enclave.spec.models import ContentFilters
from enclave.spec.policy import Threshold, hub_policy, stated_policy
from enclave.spec.rules.entities import each_entity_once
from enclave.spec.rules.tightening import (
    budget_tightens,
    content_filters_tighten,
    content_safety_tightens,
    dlp_tightens,
    rates_tighten,
    retention_tightens,
    surfaces_tighten,
    surrogates_tighten,
    uninspected_tightens,
)

PROJECT = ("projects", "fraud-triage")
LISTS = ("block", "redact", "tokenise", "log")


def handled() -> st.SearchStrategy[dict[str, list[str]]]:
    """A `dlp` in which each entity stands in one list or in none."""
    choice = st.dictionaries(st.sampled_from(ENTITIES), st.sampled_from(LISTS))
    return choice.map(lambda chosen: {name: [entity for entity, where in chosen.items() if where == name] for name in LISTS})


SHIELDS = ("jailbreak", "indirect_attacks", "protected_text", "protected_code")
SEVERITIES = tuple(name for name in ContentFilters.model_fields if name not in SHIELDS)


def filters() -> st.SearchStrategy[dict[str, Any]]:
    """A `content_filters` that says some of the filters."""
    severities = {name: st.sampled_from(["low", "medium", "high"]) for name in SEVERITIES}
    return st.fixed_dictionaries({}, optional={**severities, **dict.fromkeys(SHIELDS, st.booleans())})


def numbers(*keys: str, top: int = 4383) -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({}, optional={key: st.integers(1, top) for key in keys})


@given(handled(), handled())
def test_dlp_is_refused_exactly_where_an_entity_is_handled_more_loosely(
    make: Any, places: Any, hub: dict[str, list[str]], project: dict[str, list[str]]
) -> None:
    changes = {("hub", "dlp"): hub, (*PROJECT, "dlp"): project}
    spec = make(changes)
    above, own = hub_policy(spec.hub).dlp, stated_policy(spec.projects["fraud-triage"]).dlp
    listed = {entity for entities in project.values() for entity in entities}
    looser = {
        entity if entity in listed else "api_key"  # which includes others that no list names
        for entity, handling in own.items() if handling.action(100) < above.get(entity, Handling()).action(100)
    }
    said = {project[where][int(index)] for where, index in (place.split(".")[-2:] for place in places(dlp_tightens, changes))}
    assert said == looser


def items() -> st.SearchStrategy[dict[str, list[Any]]]:
    """A `dlp` in which some entities and groups stand in some list, with a confidence or without."""
    names = st.sampled_from(("payment", "contact", "iban", "email", "phone", "credit_card"))
    item = st.fixed_dictionaries({"entity": names}, optional={"confidence": st.sampled_from((65, 75, 80, 85))})
    return st.fixed_dictionaries({name: st.lists(item, max_size=2, unique_by=lambda one: one["entity"]) for name in LISTS})


@given(items(), items())
def test_a_higher_confidence_is_refused_where_the_hub_acts_below_it(
    make: Any, found: Any, hub: dict[str, list[Any]], project: dict[str, list[Any]]
) -> None:
    changes = {("hub", "dlp"): hub, (*PROJECT, "dlp"): project}
    spec = make(changes)
    above = hub_policy(spec.hub).dlp
    for problem in found(dlp_tightens, changes):
        *_, name, index = problem.involved[0]
        item = project[name][index]
        assert any(
            above.get(entity, Handling()).action(100) > Action[name.upper()]
            or above.get(entity, Handling()).least(Action[name.upper()]) < item.get("confidence", 75)
            for entity in members(item["entity"])
        )
    if not found(dlp_tightens, changes):
        own = stated_policy(spec.projects["fraud-triage"]).dlp
        for entity, handling in own.items():
            assert handling.action(100) >= above.get(entity, Handling()).action(100)


def test_the_confidence_of_the_hub_and_its_place_are_told(found: Any) -> None:
    hub = {"block": [], "redact": [{"entity": "phone", "confidence": 70}], "log": []}
    (problem,) = found(dlp_tightens, {("hub", "dlp"): hub, (*PROJECT, "dlp"): {"redact": [{"entity": "phone", "confidence": 85}]}})
    assert problem.message == "project `fraud-triage` would redact `phone` only from a confidence of 85, and the hub from 70 (the default)"
    assert problem.hint == "a project can only tighten: make it at most 70, or leave it out"
    assert problem.involved == ((*PROJECT, "dlp", "redact", 0), ("hub", "dlp", "redact", 0))
    assert not found(dlp_tightens, {("hub", "dlp"): hub, (*PROJECT, "dlp"): {"redact": ["phone"]}}), "nothing is said of a confidence"


def test_a_part_for_a_classification_is_held_against_the_hub_s(places: Any) -> None:
    hub = {"block": [], "redact": [], "log": ["email"], "by_classification": {"confidential": {"block": ["email"]}}}
    own = {"by_classification": {"internal": {"redact": ["email"]}, "confidential": {"redact": ["email"]}}}
    changes = {("hub", "dlp"): hub, (*PROJECT, "dlp"): own, (*PROJECT, "data_classification"): "internal"}
    assert places(dlp_tightens, changes) == ["projects.fraud-triage.dlp.by_classification.confidential.redact.0"]


def test_what_nobody_looked_into_passes_only_where_the_hub_lets_it(places: Any) -> None:
    own = {(*PROJECT, "dlp"): {"uninspected": "log"}}
    assert places(uninspected_tightens, own) == ["projects.fraud-triage.dlp.uninspected"]
    assert places(uninspected_tightens, {**own, ("hub", "dlp", "uninspected"): "log"}) == []
    assert places(uninspected_tightens, {**own, (*PROJECT, "data_classification"): "internal"}) == []


def surrogates() -> st.SearchStrategy[dict[str, Any]]:
    """A `surrogates` that says some of its keys."""
    keys = {"form": st.sampled_from(["word", "alike"]), "minutes": st.integers(1, 3000), "tool_arguments": st.booleans()}
    return st.fixed_dictionaries({}, optional=keys)


@given(surrogates(), surrogates())
def test_surrogates_are_refused_exactly_where_they_let_more_come_back(
    make: Any, places: Any, hub: dict[str, Any], project: dict[str, Any]
) -> None:
    changes = {("hub", "dlp"): {"surrogates": hub}, (*PROJECT, "dlp"): {"surrogates": project}}
    spec = make(changes)
    above, own = hub_policy(spec.hub).surrogates, stated_policy(spec.projects["fraud-triage"]).surrogates
    looser = {key for key in project if getattr(own, "alike" if key == "form" else key) > getattr(above, "alike" if key == "form" else key)}
    assert {place.rsplit(".", 1)[-1] for place in places(surrogates_tighten, changes)} == looser


@given(filters(), filters())
def test_content_filters_are_refused_exactly_where_they_let_more_through(
    make: Any, places: Any, hub: dict[str, Any], project: dict[str, Any]
) -> None:
    changes = {("hub", "content_filters"): hub, (*PROJECT, "content_filters"): project}
    spec = make(changes)
    above, own = hub_policy(spec.hub).content_filters, stated_policy(spec.projects["fraud-triage"]).content_filters
    looser = {key for key in project if own.get(key, Threshold.OFF) < above.get(key, Threshold.OFF)}
    assert {place.rsplit(".", 1)[-1] for place in places(content_filters_tighten, changes)} == looser


@given(numbers("daily_usd", "monthly_usd", "request_tokens"), numbers("daily_usd", "monthly_usd", "request_tokens"))
def test_ceilings_are_refused_exactly_where_they_are_higher(make: Any, places: Any, hub: dict[str, int], project: dict[str, int]) -> None:
    changes = {("hub", "budget"): hub, (*PROJECT, "budget"): project}
    ceilings = make(changes).hub.budget
    higher = {key for key, value in project.items() if Decimal(value) > getattr(ceilings, key)}
    assert {place.rsplit(".", 1)[-1] for place in places(budget_tightens, changes)} == higher


@given(numbers("audit_days", "request_response_days", "metrics_days"), numbers("audit_days", "request_response_days", "metrics_days"))
def test_retention_is_refused_exactly_where_it_is_shorter(make: Any, places: Any, hub: dict[str, int], project: dict[str, int]) -> None:
    changes = {("hub", "retention"): hub, (*PROJECT, "retention"): project}
    least = make(changes).hub.retention
    shorter = {key for key, value in project.items() if value < getattr(least, key)}
    assert {place.rsplit(".", 1)[-1] for place in places(retention_tightens, changes)} == shorter


@given(handled(), handled(), numbers("daily_usd", "request_tokens"), numbers("audit_days"), filters())
def test_what_passes_is_enforced_as_it_is_written(
    make: Any, places: Any, hub: dict[str, list[str]], project: dict[str, list[str]], budget: dict[str, int], kept: dict[str, int],
    stopped: dict[str, Any],
) -> None:
    changes = {("hub", "dlp"): hub, (*PROJECT, "dlp"): project, (*PROJECT, "budget"): budget, (*PROJECT, "retention"): kept}
    changes[*PROJECT, "content_filters"] = stopped
    if any(places(rule, changes) for rule in (dlp_tightens, content_filters_tighten, budget_tightens, retention_tightens)):
        return
    spec = make(changes)
    own = stated_policy(spec.projects["fraud-triage"])
    effective = hub_policy(spec.hub).meet(own)
    assert all(effective.dlp[entity] == action for entity, action in own.dlp.items())
    assert all(effective.content_filters[name] == threshold for name, threshold in own.content_filters.items())
    assert own.request_tokens in (None, effective.request_tokens)
    assert own.audit_days in (0, effective.audit_days)


def test_ssn_is_us_ssn(places: Any) -> None:
    assert places(dlp_tightens, {(*PROJECT, "dlp"): {"log": ["ssn"]}}) == ["projects.fraud-triage.dlp.log.0"]
    assert places(each_entity_once, {("hub", "dlp"): {"block": ["ssn"], "redact": ["us_ssn"], "log": []}}) == ["hub.dlp.redact.0"]


def test_an_entity_stands_once_in_hub_and_in_projects(places: Any) -> None:
    twice = {"block": ["email", "email"], "redact": ["phone"], "log": ["phone"]}
    assert places(each_entity_once, {("hub", "dlp"): twice}) == ["hub.dlp.block.1", "hub.dlp.log.0"]
    assert places(each_entity_once, {(*PROJECT, "dlp"): twice}) == ["projects.fraud-triage.dlp.block.1", "projects.fraud-triage.dlp.log.0"]


def test_a_project_may_be_stricter_than_the_default_of_the_hub(places: Any, make: Any) -> None:
    assert make({("hub", "budget"): {}}).hub.budget.request_tokens == 4000
    assert places(budget_tightens, {("hub", "budget"): {}, (*PROJECT, "budget"): {"request_tokens": 4000}}) == []
    assert places(budget_tightens, {("hub", "budget"): {}, (*PROJECT, "budget"): {"request_tokens": 4001}}) != []


def test_content_safety_is_switched_off_by_no_project(places: Any) -> None:
    off = {(*PROJECT, "content_safety"): False}
    assert list(places(content_safety_tightens, off | {("hub", "content_safety"): True})) == ["projects.fraud-triage.content_safety"]
    for changes in (off, off | {("hub", "content_safety"): False}, {("hub", "content_safety"): True}, {(*PROJECT, "content_safety"): True}):
        assert not places(content_safety_tightens, changes)


def test_a_project_has_only_surfaces_that_the_hub_names(places: Any) -> None:
    cases: tuple[tuple[list[str], list[str], list[str]], ...] = (
        (["images", "audio"], ["audio"], []),
        (["images"], [], []),
        (["images"], ["images", "audio"], ["projects.fraud-triage.surfaces[1]"]),
        ([], ["files"], ["projects.fraud-triage.surfaces[0]"]),
        (["files", "batches"], ["files", "batches"], []),
        (["files", "batches"], ["batches"], ["projects.fraud-triage.surfaces"]),
        (["batches"], [], ["hub.surfaces"]),
        (["vector_stores"], [], ["hub.surfaces"]),
        (["files", "vector_stores"], ["vector_stores"], ["projects.fraud-triage.surfaces"]),
        (["files", "vector_stores"], ["files", "vector_stores"], []),
    )
    for hub, own, wrong in cases:
        found = list(places(surfaces_tighten, {("hub", "surfaces"): hub, (*PROJECT, "surfaces"): own}))
        assert [place.replace(".0", "[0]").replace(".1", "[1]") for place in found] == wrong, (hub, own)


def test_limits_per_minute_are_refused_exactly_where_they_are_higher(places: Any) -> None:
    hub = {"requests_per_minute": 10, "per_caller": {"tokens_per_minute": 100}}
    cases: dict[str, tuple[dict[str, Any], set[str]]] = {
        "lower": ({"requests_per_minute": 9, "per_caller": {"tokens_per_minute": 100, "requests_per_minute": 99}}, set()),
        "the hub says nothing": ({"tokens_per_minute": 10**6, "per_deployment": {"requests_per_minute": 99}}, set()),
        "higher": ({"requests_per_minute": 11, "per_caller": {"tokens_per_minute": 101}}, {"requests_per_minute", "tokens_per_minute"}),
    }
    for what, (own, wrong) in cases.items():
        found = list(places(rates_tighten, {("hub", "rate_limits"): hub, (*PROJECT, "rate_limits"): own}))
        assert {place.rpartition(".")[2] for place in found} == wrong, what
    assert not list(places(rates_tighten, {(*PROJECT, "rate_limits"): {"requests_per_minute": 9}}))

"""The lattice: composing policies only ever tightens, in any order, and the digest changes with every decision."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.spec import presets
from enclave.spec.entities import ENTITIES
from enclave.spec.handling import NEVER, Action, Handling
from enclave.spec.models import ContentFilters, Spec
from enclave.spec.policy import Policy, Threshold, effective_policies, hub_policy, policy_digest, stated_policy
from enclave.spec.rates import PerMinute, Rates
from enclave.spec.spending import NANO_USD, UNLIMITED, Limit, Spending
from enclave.spec.surrogates import Standing

names = st.sampled_from(["gpt-4o", "gpt-4o-mini", "o3", "text-embedding-3-large"])
ceilings = st.none() | st.integers(0, 10**15)
days = st.integers(0, 4383)
thresholds = st.dictionaries(st.sampled_from([*ContentFilters.model_fields]), st.sampled_from(Threshold))
least = st.sampled_from([1, 65, 70, 75, 85, 100, NEVER])
handlings = st.builds(Handling, least, least, least, least)
limits = st.builds(Limit, ceilings, ceilings)
spendings = st.builds(
    Spending, limits, st.dictionaries(st.sampled_from(["gpt-4o", "o3"]), limits), st.frozensets(st.sampled_from([1, 800_000, 10**6]))
)
policies = st.builds(
    Policy,
    models=st.none() | st.frozensets(names),
    compliance=st.frozensets(st.sampled_from(["gdpr", "hipaa", "soc-2"])),
    dlp=st.dictionaries(st.sampled_from(ENTITIES[:6]), handlings),
    refuse_uninspected=st.booleans(),
    surrogates=st.builds(Standing, alike=st.booleans(), minutes=st.integers(1, 43_200), tool_arguments=st.booleans()),
    content_filters=thresholds,
    content_safety=st.booleans(),
    surfaces=st.none() | st.frozensets(st.sampled_from(["images", "audio", "files"])),
    daily_nanousd=ceilings, monthly_nanousd=ceilings, request_tokens=ceilings,
    spending=spendings,
    rates=st.builds(Rates, *(st.builds(PerMinute, *(st.one_of(st.none(), st.integers(1, 9)),) * 2),) * 3),
    audit_days=days, request_response_days=days, metrics_days=days,
)


def admits(policy: Policy, request: Mapping[str, Any]) -> bool:
    """Whether a request passes, in the plainest words there are: an oracle for `meet`."""
    within = [
        limit is None or request[key] <= limit
        for key, limit in (("day", policy.daily_nanousd), ("month", policy.monthly_nanousd), ("tokens", policy.request_tokens))
    ]
    for limit, spent in ((policy.spending.caller, "caller"), (policy.spending.models.get(request["model"], UNLIMITED), "of_model")):
        within += [most is None or request[spent] <= most for most in (limit.daily, limit.monthly)]
    within.append(policy.spending.warn_at <= request["warned"])
    known = policy.models is None or request["model"] in policy.models
    known = known and (policy.surfaces is None or request["surface"] in policy.surfaces)
    handled = all(action >= policy.dlp.get(entity, Handling()).action(sure) for (entity, sure), action in request["handled"].items())
    inspected = request["inspected"] or not policy.refuse_uninspected
    standing = policy.surrogates
    shown = (standing.tool_arguments or not request["tool"]) and (standing.alike or not request["alike"])
    back = request["said"] <= standing.minutes and shown
    stopped = all(request["stopped"].get(name, Threshold.OFF) >= threshold for name, threshold in policy.content_filters.items())
    asked = request["asked"] or not policy.content_safety
    kept = all(request["kept"] >= least for least in (policy.audit_days, policy.request_response_days, policy.metrics_days))
    return all(within) and known and handled and inspected and back and stopped and asked and kept and policy.compliance <= request["tags"]


requests = st.fixed_dictionaries({
    "model": names, "tags": st.frozensets(st.sampled_from(["gdpr", "hipaa", "soc-2"])), "kept": days,
    "handled": st.dictionaries(st.tuples(st.sampled_from(ENTITIES[:6]), st.sampled_from([1, 65, 75, 85])), st.sampled_from(Action)),
    "surface": st.sampled_from(["images", "audio"]), "inspected": st.booleans(), "asked": st.booleans(),
    "said": st.integers(1, 43_200), "tool": st.booleans(), "alike": st.booleans(),
    "stopped": thresholds,
    "caller": st.integers(0, 10**15), "of_model": st.integers(0, 10**15), "warned": st.frozensets(st.sampled_from([1, 800_000, 10**6])),
    "day": st.integers(0, 10**15), "month": st.integers(0, 10**15), "tokens": st.integers(0, 10**15),
})


@given(policies, policies)
def test_meet_is_commutative(one: Policy, other: Policy) -> None:
    assert one.meet(other) == other.meet(one)


@given(policies, policies, policies)
def test_meet_is_associative(one: Policy, two: Policy, three: Policy) -> None:
    assert one.meet(two).meet(three) == one.meet(two.meet(three))


@given(policies)
def test_meet_is_idempotent_and_the_empty_policy_is_its_identity(policy: Policy) -> None:
    assert policy.meet(policy) == policy
    assert policy.meet(Policy()) == policy == Policy().meet(policy)
    assert policy.at_least_as_strict_as(Policy())


@given(policies, policies, policies)
def test_meet_is_never_looser_and_the_loosest_that_is_not(one: Policy, other: Policy, third: Policy) -> None:
    met = one.meet(other)
    assert met.at_least_as_strict_as(one)
    assert met.at_least_as_strict_as(other)
    both = third.at_least_as_strict_as(one) and third.at_least_as_strict_as(other)
    assert both is third.at_least_as_strict_as(met)


@given(policies, policies, requests)
def test_a_request_passes_the_meet_exactly_if_it_passes_both(one: Policy, other: Policy, request: Mapping[str, Any]) -> None:
    assert admits(one.meet(other), request) is (admits(one, request) and admits(other, request))


@given(policies, policies)
def test_stricter_policies_admit_no_more_in_either_order(one: Policy, other: Policy) -> None:
    if one.at_least_as_strict_as(other) and other.at_least_as_strict_as(one):
        assert one == other


@given(policies, policies)
def test_two_policies_have_the_same_document_exactly_if_they_are_equal(one: Policy, other: Policy) -> None:
    assert (one.document() == other.document()) is (one == other)
    assert set(one.document()) == {field.name for field in fields(Policy)}


def test_an_allowed_entity_is_not_listed_and_ssn_has_one_name(make: Any) -> None:
    assert Policy(dlp={"email": Handling.of(Action.ALLOW)}) == Policy()
    spec = make({("hub", "dlp"): {"block": ["ssn"], "redact": [], "log": ["email"]}})
    assert dict(hub_policy(spec.hub).dlp) == {"us_ssn": Handling.of(Action.BLOCK), "email": Handling.of(Action.LOG, 65)}


def test_a_filter_that_is_off_is_not_listed_and_a_shield_stops_everything(make: Any) -> None:
    assert Policy(content_filters={"hate": Threshold.OFF}) == Policy()
    filters = {"hate": "high", "sexual": "medium", "violence": "low", "jailbreak": True, "protected_code": False}
    spec = make({("hub", "content_filters"): filters})
    found = hub_policy(spec.hub).content_filters
    assert (found["hate"], found["sexual"], found["violence"]) == (Threshold.HIGH, Threshold.MEDIUM, Threshold.LOW)
    assert found["jailbreak"] is Threshold.LOW
    assert "protected_code" not in found


def test_a_project_inherits_and_tightens(make: Any) -> None:
    project = ("projects", "fraud-triage")
    tighter = {"budget": {"daily_usd": "0.000001"}, "dlp": {"block": ["email"]}, "retention": {"audit_days": 366}}
    tighter |= {"content_filters": {"violence": "low"}}
    spec = make({(*project, key): value for key, value in tighter.items()})
    policy = effective_policies(spec)["fraud-triage"]
    assert (policy.daily_nanousd, policy.monthly_nanousd, policy.request_tokens) == (NANO_USD // 10**6, 2000 * NANO_USD, 8000)
    assert policy.models == {"gpt-4o"}
    assert policy.compliance == {"gdpr", "soc-2"}
    assert policy.dlp["email"] == Handling.of(Action.BLOCK)
    assert policy.dlp["phone"] == Handling.of(Action.LOG, 65)
    assert policy.refuse_uninspected
    assert policy.content_filters["violence"] is Threshold.LOW
    assert policy.content_filters["hate"] is Threshold.MEDIUM
    assert (policy.audit_days, policy.request_response_days) == (366, 90)
    assert stated_policy(spec.projects["fraud-triage"]).monthly_nanousd is None


def shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(item) for key, item in reversed(value.items())}
    return value


DECISIONS: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("identity", "tenant"), "11111111-1111-1111-1111-111111111112"),
    (("identity", "audience"), "api://other"),
    (("identity", "look_up_groups"), True),
    (("regions", "europe", "location"), "northeurope"),
    (("regions", "europe", "compliance"), ["gdpr", "soc-2", "pci-dss"]),
    (("regions", "third"), {"location": "uksouth"}),
    (("hub", "models"), ["gpt-4o"]),
    (("hub", "compliance"), []),
    (("hub", "dlp", "log"), []),
    (("hub", "dlp", "confidence"), 80),
    (("hub", "dlp", "redact"), [{"entity": "email", "confidence": 85}]),
    (("hub", "dlp", "tokenise"), ["iban"]),
    (("hub", "dlp", "by_classification"), {"internal": {"block": ["email"]}}),
    (("hub", "dlp", "uninspected"), "log"),
    (("hub", "dlp", "entities"), [{"name": "badge", "pattern": "B-[0-9]{6}"}]),
    (("hub", "dlp", "rules"), [{"path": "rules.toml", "text": "title = 'one'"}]),
    (("projects", "fraud-triage", "data_classification"), "internal"),
    (("projects", "fraud-triage", "dlp", "entities"), [{"name": "badge", "pattern": "B-[0-9]{6}"}]),
    (("hub", "budget", "monthly_usd"), 1999),
    (("hub", "budget", "time_zone"), "Europe/Berlin"),
    (("hub", "budget", "per_caller"), {"daily_usd": 5}),
    (("hub", "budget", "per_model"), {"gpt-4o": {"monthly_usd": 5}}),
    (("hub", "budget", "warn_at"), [0.8]),
    (("hub", "retention", "metrics_days"), 91),
    (("hub", "rate_limits"), {"requests_per_minute": 5}),
    (("hub", "content_safety"), True),
    (("hub", "surfaces"), ["images"]),
    (("projects", "fraud-triage", "content_safety"), True),
    (("projects", "fraud-triage", "rate_limits"), {"per_caller": {"tokens_per_minute": 5}}),
    (("projects", "fraud-triage", "region"), "us_east"),
    (("projects", "fraud-triage", "failover_regions"), ["us_east"]),
    (("projects", "fraud-triage", "shares"), {"europe": 2}),
    (("projects", "fraud-triage", "compliance"), []),
    (("projects", "fraud-triage", "deployments", "gpt-4o", "version"), "2024-08-06"),
    (("projects", "fraud-triage", "deployments", "gpt-4o", "sku"), "DataZoneStandard"),
    (("projects", "fraud-triage", "deployments", "other"), {"model": "gpt-4o", "version": "2024-11-20"}),
    (("projects", "fraud-triage", "budget"), {"request_tokens": 7999}),
    (("projects", "fraud-triage", "budget"), {"per_caller": {"daily_usd": 5}}),
    (("projects", "fraud-triage", "dlp"), {"block": ["email"]}),
    (("projects", "fraud-triage", "retention"), {"audit_days": 366}),
    (("projects", "fraud-triage", "access"), [{"group": "22222222-2222-2222-2222-222222222222", "role": "user"}]),
    (("projects", "other"), {"region": "europe"}),
)


@pytest.mark.parametrize(("keys", "value"), DECISIONS, ids=lambda part: ".".join(part) if isinstance(part, tuple) else "")
def test_the_digest_changes_with_every_decision(make: Any, keys: tuple[str, ...], value: Any) -> None:
    assert policy_digest(make({keys: value})) != policy_digest(make({}))


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("regions", "europe", "compliance"), ["soc-2", "gdpr"]),
        (("hub", "dlp", "block"), ["ssn", "credit_card"]),
        (("hub", "models"), ["gpt-4o-mini", "gpt-4o"]),
        (("network", "egress"), []),
        (("regions", "europe", "pair"), None),
        (("projects", "fraud-triage", "deployments", "gpt-4o", "capacity"), 20),
        (("scenario",), "ai-training"),
        (("hub", "content_filters"), {"hate": "low", "jailbreak": False}),
        (("projects", "fraud-triage", "content_filters"), {"violence": "low"}),
    ],
)
def test_the_digest_does_not_change_with_what_decides_nothing(make: Any, keys: tuple[str, ...], value: Any) -> None:
    assert policy_digest(make({keys: value})) == policy_digest(make({}))


def test_the_digest_is_stable_under_the_order_of_keys(make: Any) -> None:
    spec = make({("projects", "other"): {"region": "europe"}})
    data = spec.model_dump(mode="json", by_alias=True)
    again = presets.apply(Spec.model_validate(shuffled(copy.deepcopy(data))))
    assert list(again.projects) != list(spec.projects)
    assert policy_digest(again) == policy_digest(spec)
    assert policy_digest(spec).startswith("sha256:")
    assert len(policy_digest(spec)) == len("sha256:") + 64


def test_the_digest_of_the_example_is_pinned(bank: Any) -> None:
    """The running gateway and the deployed template are compared by it: a change of its making needs a deliberate edit here."""
    from enclave.spec.load import load

    assert policy_digest(load(bank).spec) == "sha256:78956200d1712ba23ea7acd2f1c176a48c7e3847bc41e37e63cc43154c046606"


def test_content_filters_are_the_gateway_s_to_enforce_only_where_it_asks_content_safety(make: Any) -> None:
    stricter = {("projects", "fraud-triage", "content_filters"): {"violence": "low"}}
    asks = {("projects", "fraud-triage", "content_safety"): True}
    assert policy_digest(make(stricter)) == policy_digest(make({}))
    assert policy_digest(make(stricter | asks)) != policy_digest(make(asks))

"""Budgets over what Azure charges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose import compose
from enclave.compose.passes.alerts import contacts_group
from enclave.compose.passes.budgets import TAG, cost_budgets
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.resources import budgets, cognitive_accounts
from enclave.graph.resources.budgets import Budget, Threshold
from enclave.spec.models import Spec

ALL: dict[str, Any] = {
    "components": {"cost_budget": {"alert_at": [60, 90]}, "alerts": True},
    "contacts": ["finance@acme.example"],
    "governance": {"starts": "2026-12", "monthly_usd": 20000},
    "hub": {
        "models": [],
        "budget": {"monthly_usd": "900.50"},
        "retention": {"audit_days": 365, "request_response_days": 90, "metrics_days": 90},
    },
    "projects": {"triage": {"region": "north", "budget": {"monthly_usd": 300}}, "search": {"region": "north"}},
}


def made(spec: Spec) -> list[Budget]:
    return [budgets.read(each) for each in cost_budgets(Whole(spec, sites(spec)), ())]


def test_one_for_the_subscription_one_for_models_and_one_for_each_project_that_says_one(spec: Callable[..., Spec]) -> None:
    found = made(spec(**ALL))
    assert [(each.amount, each.tag, each.tag_values) for each in found] == [
        (20000, "", ()), (901, TAG, ("triage", "search")), (300, TAG, ("triage",)),
    ]
    assert {each.starts for each in found} == {"2026-12-01"}
    assert len({each.id for each in found}) == 3


def test_people_are_told_of_what_was_spent_and_of_what_will_be(spec: Callable[..., Spec]) -> None:
    one = spec(**ALL)
    (first, *_) = made(one)
    assert first.thresholds == (Threshold(60, False), Threshold(90, False), Threshold(100, True))
    assert (first.emails, first.roles, first.action_groups) == (("finance@acme.example",), ("Owner",), contacts_group(one))
    (quiet, *_) = made(spec(**ALL | {"components": {"cost_budget": True, "alerts": False}}))
    assert quiet.action_groups == ()


def test_projects_accounts_have_the_tag_that_is_counted_by(spec: Callable[..., Spec]) -> None:
    accounts = compose(spec(**ALL)).of_type(cognitive_accounts.TYPE)
    assert {dict(each.body["tags"])[TAG] for each in accounts} == {"triage", "search"}


def test_none_without_an_amount_a_start_or_the_component(spec: Callable[..., Spec]) -> None:
    assert made(spec(components={"cost_budget": True}, governance={"starts": "2026-12"})) == []
    assert made(spec(**ALL | {"governance": {"monthly_usd": 1}})) == []
    assert made(spec(**ALL | {"components": {"cost_budget": False}})) == []

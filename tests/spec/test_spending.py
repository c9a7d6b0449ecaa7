"""What callers and models may spend, as the file says it. That it is a lattice is held in `test_policy.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from enclave.spec.models import Budget
from enclave.spec.policy import effective_policies, hub_policy
from enclave.spec.rules.tightening import budget_tightens
from enclave.spec.spending import NANO_USD, SILENT, UNLIMITED, Limit, Spending, least, nano, spending

PROJECT = ("projects", "fraud-triage", "budget")


def test_money_is_exact_in_nanodollars() -> None:
    assert nano(Decimal("0.000001")) == 1000
    assert nano(Decimal("8999999.999999")) == 8_999_999_999_999_000
    assert nano(None) is None
    assert (least(None, None), least(1, None), least(None, 2), least(3, 0)) == (None, 1, 2, 0)


def test_what_is_not_said_is_not_there() -> None:
    assert spending(Budget()) == SILENT == Spending(models={"gpt-4o": UNLIMITED})


def test_a_project_tightens_what_the_hub_says_of_callers_and_models(make: Any) -> None:
    spec = make({
        ("hub", "budget", "per_caller"): {"daily_usd": 20, "monthly_usd": 200},
        ("hub", "budget", "per_model"): {"gpt-4o": {"daily_usd": 40}},
        ("hub", "budget", "warn_at"): [0.8],
        (*PROJECT, "per_caller"): {"daily_usd": "2.5"},
        (*PROJECT, "per_model"): {"gpt-4o": {"monthly_usd": 9}},
        (*PROJECT, "warn_at"): [0.95, 0.5],
    })
    assert effective_policies(spec)["fraud-triage"].spending == Spending(
        Limit(2_500_000_000, 200 * NANO_USD), {"gpt-4o": Limit(40 * NANO_USD, 9 * NANO_USD)}, frozenset({500_000, 800_000, 950_000})
    )
    assert hub_policy(spec.hub).spending.warn_at == {800_000}


def test_every_looser_ceiling_of_a_caller_or_a_model_is_told(places: Any) -> None:
    hub = {("hub", "budget", "per_caller"): {"daily_usd": 20}, ("hub", "budget", "per_model"): {"gpt-4o": {"daily_usd": 40}}}
    looser = {(*PROJECT, "per_caller"): {"daily_usd": 21, "monthly_usd": 1}, (*PROJECT, "per_model"): {"gpt-4o": {"daily_usd": 41}}}
    assert places(budget_tightens, hub | looser) == [
        "projects.fraud-triage.budget.per_caller.daily_usd", "projects.fraud-triage.budget.per_model.gpt-4o.daily_usd",
    ]
    assert places(budget_tightens, hub | {(*PROJECT, "per_caller"): {"daily_usd": 20}}) == []


@pytest.mark.parametrize("budget", [
    {"warn_at": [0]}, {"warn_at": [1.01]}, {"warn_at": [True]}, {"daily_usd": 9_000_001}, {"per_caller": {"daily_usd": -1}},
    {"per_model": {"gpt-4o": 5}}, {"per_caller": {"request_tokens": 5}}, {"time_zone": "UTC"},
])
def test_what_makes_no_sense_is_refused(budget: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Budget.model_validate(budget)

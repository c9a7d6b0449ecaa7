"""Budgets name time zones and models that are there."""

from __future__ import annotations

from typing import Any

from enclave.spec.rules.budgets import budgets_name_approved_models, time_zone_is_known


def test_a_time_zone_that_nobody_knows_is_told_with_the_nearest(found: Any) -> None:
    for zone, hint in (
        ("Europe/Berln", "`Europe/Berlin`"), ("europe/berlin", "`Europe/Berlin`"), ("Berlin", "`Europe/Berlin`"),
        ("New York", "`America/New_York`"), ("Mars/Olympus Mons", "an area and a city"), ("/etc/passwd", "an area and a city"),
    ):
        [problem] = found(time_zone_is_known, {("hub", "budget", "time_zone"): zone})
        assert problem.message == f"`{zone}` is no time zone"
        assert hint in problem.hint
    for zone in ("Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"):
        assert found(time_zone_is_known, {("hub", "budget", "time_zone"): zone}) == []


def test_a_ceiling_of_a_model_that_is_not_approved_would_hold_nothing(found: Any) -> None:
    for place in (("hub",), ("projects", "fraud-triage")):
        [problem] = found(budgets_name_approved_models, {(*place, "budget", "per_model"): {"gpt-4": {"daily_usd": 1}, "gpt-4o": {}}})
        assert "`gpt-4` is not in `hub.models`" in problem.message
        assert "gpt-4o" in problem.hint

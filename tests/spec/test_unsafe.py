"""Dangerous choices are found wherever they stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from enclave.spec.load import load
from enclave.spec.messages import fields
from enclave.spec.models import Egress, Project
from enclave.spec.unsafe import unsafe_choices


def test_every_dangerous_choice_is_found_with_its_reason() -> None:
    document = load(Path(__file__).parent / "good" / "every-key.yaml")
    assert {choice.name: choice.reason for choice in unsafe_choices(document.spec)} == {
        "network.egress.1.unsafe_allow_shared_suffix": "accepted by the risk committee on 2026-10-01",
        "projects.fraud-triage.unsafe_allow_public_access": "a demonstration for the board",
        "projects.fraud-triage.unsafe_allow_global_processing": "only public texts",
    }
    declared = [key for model in (Egress, Project) for key in fields(model) if key.startswith("unsafe_")]
    assert len(declared) == len(unsafe_choices(document.spec))


def test_a_choice_is_over_the_day_after_its_last(make: Any) -> None:
    [choice] = unsafe_choices(make({("network", "unsafe_allow_public_egress"): {"reason": "a trial", "until": "2026-06-30"}}))
    assert choice.until == date(2026, 6, 30)
    assert [choice.is_over(date(2026, 6, 30)), choice.is_over(date(2026, 7, 1))] == [False, True]


def test_a_careful_file_has_none(make: Any) -> None:
    assert unsafe_choices(make({})) == []

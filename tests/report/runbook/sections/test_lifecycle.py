"""The section on what ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from enclave.report.controls import Given
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.lifecycle import section, when
from enclave.spec.retirements import retirement


def test_every_deployment_with_its_date(given: Callable[..., Given]) -> None:
    parts = {block.title: block.blocks for block in section(given()).blocks if isinstance(block, Part)}
    models = next(block for block in parts["Models"] if isinstance(block, Table))
    assert len(models.rows) == 5
    assert all(row[4] != "not in the table" for row in models.rows)


def test_dates_in_words() -> None:
    early, late = date(2026, 1, 1), date(2027, 1, 1)
    known = retirement("gpt-4o", "2024-08-06")
    assert when(known, "Standard", early) == "2026-03-31"
    assert when(known, "DataZoneStandard", early) == "2026-10-01"
    assert when(known, "DataZoneStandard", late) == "2026-10-01: **past**"
    assert when(retirement("computer-use-preview", "2025-03-11"), "Standard", early) == "not before 2026-04-14"
    assert when(retirement("gpt-4o", "never"), "Standard", early) == "not in the table"

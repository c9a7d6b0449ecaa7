"""The section on assumptions."""

from __future__ import annotations

from collections.abc import Callable

from enclave.report.controls import Given
from enclave.report.runbook.blocks import Items
from enclave.report.runbook.sections.assumptions import section


def test_all_of_them_stand_in_it(given: Callable[..., Given]) -> None:
    there = given()
    assert section(there).blocks[0] == Items(there.verification.assumptions)

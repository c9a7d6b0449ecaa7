"""The section on keys."""

from __future__ import annotations

from collections.abc import Callable

from enclave.report.controls import Given
from enclave.report.runbook.blocks import Table
from enclave.report.runbook.sections.keys import KEYS, section


def test_every_key_with_what_it_encrypts_and_when_it_is_replaced(given: Callable[..., Given]) -> None:
    there = given()
    table = next(block for block in section(there).blocks if isinstance(block, Table))
    assert len(table.rows) == len(there.graph.of_type(KEYS))
    assert {row[3] for row in table.rows} == {"replaced after P9M"}
    assert any("AI account" in row[2] for row in table.rows)

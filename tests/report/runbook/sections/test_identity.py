"""The section on identities."""

from __future__ import annotations

from collections.abc import Callable

from enclave.report.controls import Given
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.identity import ASSIGNMENTS, section


def test_every_assignment_and_every_group_stands_in_it(given: Callable[..., Given]) -> None:
    there = given()
    tables = {block.title: table for block in section(there).blocks if isinstance(block, Part)
              for table in block.blocks if isinstance(table, Table)}  # fmt: skip
    assert len(tables["Who may use what"].rows) == 9
    held = tables["Roles that are held all the time"].rows
    scopes = {(row[0], row[1], scope) for row in held for scope in row[2].split(", ")}
    assert len(scopes) >= 0.9 * len(there.graph.of_type(ASSIGNMENTS))
    assert ("`id-contoso-bank-europe-gateway`", "Cognitive Services OpenAI User") in {row[:2] for row in held}
    assert tables["Roles that must be activated"].rows

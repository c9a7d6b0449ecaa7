"""The section on recovery."""

from __future__ import annotations

from collections.abc import Callable

from enclave.graph.model import Graph
from enclave.report.controls import Given
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.recovery import section


def test_policies_and_workflows(given: Callable[..., Given]) -> None:
    blocks = section(given()).blocks
    policies = next(block for block in blocks if isinstance(block, Table))
    assert any("Daily" in row[1] for row in policies.rows)
    assert all(row[2] for row in policies.rows)
    workflows = next(table for block in blocks if isinstance(block, Part) for table in block.blocks if isinstance(table, Table))
    assert {row[0] for row in workflows.rows} >= {"`logic-restore-sql-database`", "`logic-recover-key-vault`"}
    assert any("`database`" in row[1] for row in workflows.rows)


def test_without_backups_it_says_so(given: Callable[..., Given]) -> None:
    policies = next(block for block in section(given(graph=Graph(()))).blocks if isinstance(block, Table))
    assert policies.rows == ()

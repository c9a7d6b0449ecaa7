"""The section on data."""

from __future__ import annotations

from collections.abc import Callable

from enclave.report.controls import Given
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.data_flows import section


def test_where_each_project_is_processed_and_how_long_it_is_kept(given: Callable[..., Given]) -> None:
    tables = {block.title: table for block in section(given()).blocks if isinstance(block, Part)
              for table in block.blocks if isinstance(table, Table)}  # fmt: skip
    assert [row[2] for row in tables["Regions"].rows] == ["European Union", "United States"]
    assert len(tables["Where each project is processed"].rows) == 3
    assert {row[1] for row in tables["How long it is kept"].rows} == {"365 days"}

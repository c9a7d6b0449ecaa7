"""The matrix as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from enclave.report.controls import Given, assess
from enclave.report.controls.table import COLUMNS, FORMULA, render


def test_one_row_for_each_piece_of_evidence_and_no_cell_is_a_formula(given: Callable[..., Given]) -> None:
    assessment = assess(given(source="=cmd()"))
    rows = list(csv.reader(io.StringIO(render(assessment))))
    assert tuple(rows[0][: len(COLUMNS)]) == COLUMNS
    assert len(rows) - 1 == sum(len(each.lines) for each in assessment.controls)
    assert {len(row) for row in rows} == {len(COLUMNS) + len(assessment.coverage)}
    assert [cell for row in rows[1:] for cell in row if cell.startswith(FORMULA)] == []

"""The control matrix as CSV: one row for each piece of evidence, with the control's status and the clauses that it supports."""

from __future__ import annotations

import csv
import io

from enclave.report.controls.assessment import Assessment

COLUMNS = ("control", "title", "status", "evidence", "name", "says", "result", "found", "again")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


def render(assessment: Assessment) -> str:
    """The table, with a column for each framework that the file names."""
    frameworks = [each.framework for each in assessment.coverage]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow((*COLUMNS, *(framework.title for framework in frameworks)))
    for each in assessment.controls:
        control = each.control
        clauses = [" ".join(clause.id for clause in control.clauses.get(framework.id, ())) for framework in frameworks]
        for line in each.lines:
            cells = (control.id, control.title, each.status, line.kind, line.name, line.what, line.result, line.told, line.again, *clauses)
            writer.writerow([cell(str(value)) for value in cells])
    return file.getvalue()


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """A cell of such a table as it was before."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text

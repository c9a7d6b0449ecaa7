"""The controls for people at a terminal: the matrix, every control with what it lacks, what is covered of each framework."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from enclave.report.controls.assessment import Assessed, Assessment, Status, statuses
from enclave.report.controls.evidence import Result

WIDTH = 110
MARKS = {Status.MET: "+", Status.PARTLY: "~", Status.NOT_MET: "x", Status.NOT_CHECKABLE: "?"}


def render(assessment: Assessment) -> str:
    """The whole of it."""
    blocks = (_head(assessment), _matrix(assessment), _controls(assessment), _coverage(assessment), _assumptions(assessment))
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if block)


def _head(assessment: Assessment) -> Iterator[str]:
    yield f"controls of {assessment.source}"
    yield ", ".join(f"{count} {status}" for status, count in statuses(assessment).items() if count)
    yield from _wrap(f"looked at: {assessment.basis}", 0)
    log = assessment.log
    yield f"log: root {log}" if len(log) == 64 else f"log: {log}"


def _matrix(assessment: Assessment) -> Iterator[str]:
    rows = [
        (row.layer, row.component, row.control, f"{MARKS[status]} {status}", ", ".join(row.controls)) for row, status in assessment.matrix
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]])


def _controls(assessment: Assessment) -> Iterator[str]:
    for each in assessment.controls:
        yield f"{MARKS[each.status]} {each.control.id:<7} {each.control.title}: {each.status}, {_counted(each)}"
        for line in each.missing:
            name = f"{line.kind} {line.name}".strip()
            yield from _wrap(f"{line.result}: {line.what}" + (f" ({name})" if line.name else ""))
            if line.result not in (Result.OUTSIDE, Result.ABSENT):
                yield from _wrap(f"{line.told}; again: {line.again}", 6)


def _counted(each: Assessed) -> str:
    good = sum(line.result is Result.GOOD for line in each.lines)
    return f"{good} of {good + len(each.missing)} pieces of evidence"


def _coverage(assessment: Assessment) -> Iterator[str]:
    yield "what is covered, clause by clause; the rest of each framework is not looked at here"
    for each in assessment.coverage:
        of = f" of {each.framework.clauses}" if each.framework.clauses else ""
        judged = f", {each.judged} more by judgement" if each.judged else ""
        yield f"  {each.framework.title}: {each.supported}{of} clauses have a control{judged}; for {each.met} every control is met"
    yield from _wrap(assessment.note, 2)


def _assumptions(assessment: Assessment) -> Iterator[str]:
    yield "assumptions of the proofs"
    for one in assessment.assumptions:
        yield from _wrap(f"- {one}", 2)


def _wrap(text: str, indent: int = 4) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2), break_long_words=False)

"""The control matrix as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from enclave.report.controls.assessment import Assessment, Status, statuses
from enclave.report.controls.evidence import Result
from enclave.report.html import page

TONES = {Status.MET: "good", Status.PARTLY: "warn", Status.NOT_MET: "bad", Status.NOT_CHECKABLE: "open"}
MARKS = {Result.GOOD: "+", Result.BAD: "x", Result.UNKNOWN: "?", Result.ABSENT: "–", Result.VACUOUS: "·", Result.OUTSIDE: "→"}
FEW = 6
"""Clauses of one framework that are shown; the table has all."""


def render(assessment: Assessment) -> str:
    """The page."""
    return page(
        "controls", assessment=assessment, statuses=statuses(assessment), tones=TONES, marks=MARKS, few=FEW, Result=Result,
        frameworks=[each.framework for each in assessment.coverage],
    )

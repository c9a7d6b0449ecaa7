"""The control matrix as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from enclave.report.controls.assessment import Assessment, Status, statuses
from enclave.report.controls.evidence import Result

TONES = {Status.MET: "good", Status.PARTLY: "warn", Status.NOT_MET: "bad", Status.NOT_CHECKABLE: "open"}
MARKS = {Result.GOOD: "+", Result.BAD: "x", Result.UNKNOWN: "?", Result.ABSENT: "–", Result.VACUOUS: "·", Result.OUTSIDE: "→"}
FEW = 6
"""Clauses of one framework that are shown; the table has all."""


def render(assessment: Assessment) -> str:
    """The page."""
    loader = PackageLoader("enclave.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("controls.html").render(
        assessment=assessment, statuses=statuses(assessment), tones=TONES, marks=MARKS, few=FEW, Result=Result,
        frameworks=[each.framework for each in assessment.coverage],
    )

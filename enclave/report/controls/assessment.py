"""The status of every control, of the matrix and of each framework. Green only with evidence, and only if all of it is good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from enclave.report.controls.catalogue import EDITOR, Catalogue, Control, Framework, Row, catalogue
from enclave.report.controls.evidence import Given, Line, Result, judge


class Status(StrEnum):
    """What can be said of a control."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not met"
    NOT_CHECKABLE = "not checkable here"


NEUTRAL = (Result.GOOD, Result.VACUOUS)
WORST = (Status.NOT_MET, Status.NOT_CHECKABLE, Status.PARTLY, Status.MET)


class Assessed(Struct, frozen=True):
    """A control with what was found."""

    control: Control
    status: Status
    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """What keeps it from being met."""
        return tuple(line for line in self.lines if line.result not in NEUTRAL)


class Coverage(Struct, frozen=True):
    """How much of a framework has any control here."""

    framework: Framework
    supported: int
    """Of the source's clauses, those that a control here supports."""
    judged: int
    """Clauses that stand under a control by the editor's judgement alone."""
    met: int
    """Of both, clauses all of whose controls are met."""


class Assessment(Struct, frozen=True):
    """The whole of it."""

    source: str
    """The file that was assessed."""
    controls: tuple[Assessed, ...]
    matrix: tuple[tuple[Row, Status], ...]
    coverage: tuple[Coverage, ...]
    note: str
    """What a link to a clause means."""
    assumptions: tuple[str, ...]
    """Of the proofs."""
    log: str
    """Root of the log that was looked at, or why there is none."""
    basis: str
    """What was looked at: a proof of a file says nothing of what runs."""

    def of(self, status: Status) -> tuple[Assessed, ...]:
        """The controls with a status."""
        return tuple(each for each in self.controls if each.status is status)


def assess(given: Given, known: Catalogue | None = None) -> Assessment:
    """Every control, with all that can be found for and against it."""
    known = known or catalogue()
    controls = tuple(_assessed(control, given) for control in known.controls)
    by_id = {each.control.id: each for each in controls}
    log = given.log
    return Assessment(
        source=given.source,
        controls=controls,
        matrix=tuple((row, worst(by_id[name].status for name in row.controls)) for row in known.matrix),
        coverage=tuple(_coverage(framework, controls) for framework in known.wanted(given.spec.compliance)),
        note=known.note,
        assumptions=given.verification.assumptions,
        log=log if isinstance(log, str) else log.root,
        basis=basis(given),
    )


def basis(given: Given) -> str:
    """What is looked at, in words."""
    looked = [f"`{given.source}` as it would be deployed"]
    if given.observed is not None:
        looked.append(f"what runs by `{given.observed[0]}`")
    if given.data is not None:
        looked.append(f"the log in `{given.data}`")
    if given.tests is not None:
        looked.append(f"the tests of `{given.tests[0]}`")
    missing = "" if given.observed is not None else "; what really runs was not looked at (`--observed FILE`)"
    return ", ".join(looked) + missing


def _assessed(control: Control, given: Given) -> Assessed:
    lines = tuple(judge(evidence, given) for evidence in control.evidence)
    return Assessed(control, status(line.result for line in lines), lines)


def status(results: Iterable[Result]) -> Status:
    """One thing against it: not met. Nothing for it: not checkable here. All that there is to look at for it: met."""
    found = {*results} - {Result.VACUOUS}
    if Result.BAD in found:
        return Status.NOT_MET
    if Result.GOOD not in found:
        return Status.NOT_CHECKABLE
    return Status.MET if found == {Result.GOOD} else Status.PARTLY


def worst(found: Iterable[Status]) -> Status:
    """The status that must be told of several controls together."""
    return min(found, key=WORST.index)


def _coverage(framework: Framework, controls: Iterable[Assessed]) -> Coverage:
    clauses: dict[str, set[Status]] = {}
    sourced: set[str] = set()
    for each in controls:
        for clause in each.control.clauses.get(framework.id, ()):
            clauses.setdefault(clause.id, set()).add(each.status)
            if clause.source != EDITOR:
                sourced.add(clause.id)
    met = sum(found == {Status.MET} for found in clauses.values())
    return Coverage(framework, len(sourced), len(clauses) - len(sourced), met)


def statuses(assessment: Assessment) -> Mapping[Status, int]:
    """How many controls there are of each status."""
    return {status: len(assessment.of(status)) for status in (Status.MET, Status.PARTLY, Status.NOT_MET, Status.NOT_CHECKABLE)}

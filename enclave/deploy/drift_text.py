"""A drift report for people and as JSON: what breaks a proof comes first, values of secrets are never shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from enclave.deploy.compare import ABSENT, Difference, shown
from enclave.deploy.drift import Break, Drift, Report
from enclave.deploy.label import label

SECRET: Final = re.compile(r"password|secret|connectionstring|accountkey|sharedkey|accesskey|token$|sas$", re.I)
"""Names of properties whose value is not shown."""
LONGEST: Final = 100
MARKS: Final = {"added": "+", "removed": "-", "changed": "~", "unseen": "?"}


def render(report: Report, source: str) -> Iterator[str]:
    """The report for a terminal, line by line."""
    counts = Counter(one.kind for one in report.drifts)
    told = ", ".join(f"{counts[kind]} {kind}" for kind in MARKS if counts[kind]) or "no difference"
    yield f"{'NO DRIFT' if report.clean else 'DRIFT'}  {source}: {told} in {report.compared} resources"
    breaking = [one for one in report.drifts if one.breaks]
    yield from _section("breaks a proof", breaking)
    if report.together:
        yield ""
        yield "broken by several differences together"
        for broken in report.together:
            yield from _break(broken)
    yield from _section("breaks no proof", [one for one in report.drifts if not one.breaks and one.kind != "unseen"])
    yield from _unseen([one for one in report.drifts if one.kind == "unseen" and not one.breaks])
    if report.also_set or report.not_compared:
        yield ""
    if report.also_set:
        yield f"{report.also_set} properties are set in azure that the file says nothing of (`--format json` names them)"
    if report.not_compared:
        yield f"{len(report.not_compared)} objects outside of resource manager were not compared"


def document(report: Report) -> dict[str, Any]:
    """The report as one JSON document."""
    return {
        "drift": not report.clean,
        "compared": report.compared,
        "resources": [
            {
                "kind": one.kind, "id": one.resource, "type": one.type, "why": one.why,
                "differences": [_difference(item) for item in one.differences],
                "also_set": [_difference(item) for item in one.also_set],
                "breaks": [vars(item) for item in one.breaks],
            }
            for one in report.drifts
        ],
        "together": [vars(item) for item in report.together],
        "also_set": report.also_set,
        "not_compared": list(report.not_compared),
    }


def _section(title: str, drifts: Sequence[Drift]) -> Iterator[str]:
    if not drifts:
        return
    yield ""
    yield title
    for one in drifts:
        kind = "changed" if one.kind == "same" else one.kind
        yield f"  {MARKS[kind]} {kind:<8} {one.type}  {label(one.resource)}"
        for item in one.differences or one.also_set:
            expected, actual = _value(item.path, item.expected), _value(item.path, item.actual)
            yield f"      {item.path}: {expected} in the file, {actual} in azure"
        if one.kind == "unseen":
            yield f"      {one.why}"
        for broken in one.breaks:
            yield from _break(broken)


def _break(broken: Break) -> Iterator[str]:
    change = f"{broken.before} -> {broken.after}" if broken.before else broken.after
    yield f"      breaks {broken.number} {broken.id}, {change}: {' -> '.join(label(end) for end in broken.subject.split(' -> '))}"
    if broken.reason:
        yield f"        {broken.reason}"
    if broken.packet:
        yield f"        counterexample: {broken.packet}"


def _unseen(drifts: Sequence[Drift]) -> Iterator[str]:
    """What could not be compared, counted by type and reason."""
    counts = Counter((one.type, one.why) for one in drifts)
    if counts:
        yield ""
        yield "could not be compared (`enclave drift --save` writes an export that has everything)"
    for (kind, why), count in counts.items():
        yield f"  ? {count:>4}  {kind}: {why}"


def _difference(item: Difference) -> dict[str, Any]:
    hidden = SECRET.search(_leaf(item.path)) is not None
    return {"path": item.path, "expected": _plain(item.expected, hidden), "actual": _plain(item.actual, hidden)}


def _plain(value: Any, hidden: bool) -> Any:
    """A value for JSON: an absent one is null, that of a secret is hidden at any depth."""
    if isinstance(value, dict):
        return {key: _plain(item, hidden or SECRET.search(key) is not None) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, hidden) for item in value]
    if isinstance(value, str) and value == ABSENT:
        return None
    return "(hidden)" if hidden and value not in (None, "") and not isinstance(value, bool) else value


def _value(path: str, value: Any) -> str:
    if isinstance(value, str) and value == ABSENT:
        return "absent"
    text = shown(_plain(value, SECRET.search(_leaf(path)) is not None))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _leaf(path: str) -> str:
    return re.sub(r"\[[^\]]*\]$", "", path).rpartition(".")[2]

"""A verification as Markdown: a table for each obligation, each refuted path as a picture and as a numbered list.

Pictures stand in the text itself, so that one file can be handed on; the first ones only, to keep it readable.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

from enclave.finding import Refuted
from enclave.report.picture import render as picture
from enclave.report.text import grouped, short
from enclave.verify.model import ObligationResult, Verification

MOST_PICTURES = 20
MARKS = {"proved": "proved", "refuted": "**refuted**", "unknown": "*unknown*"}


def render(verification: Verification, source: str = "") -> str:
    """The whole report. `source` names what was verified."""
    lines = [f"# Verification{f' of {_escaped(source)}' if source else ''}: {verification.verdict}", ""]
    for results in grouped(verification):
        lines += _table(results)
    refuted = [result for result in verification.obligations if isinstance(result.verdict, Refuted)]
    for number, result in enumerate(refuted):
        lines += _path(result, pictured=number < MOST_PICTURES)
    lines += _section("Findings", (
        f"{finding.severity.label}: `{finding.rule}`: {_escaped(short(finding.resource))}: "
        f"{'*cannot be decided*: ' if finding.unknown else ''}{_escaped(finding.message)}"
        for finding in sorted(verification.findings, key=lambda finding: -finding.severity)
    ))
    lines += _section("Assumptions", (_escaped(line) for line in verification.assumptions))
    lines += _section("Not modelled", (_escaped(line) for line in verification.unmodelled))
    return "\n".join(lines).rstrip() + "\n"


def _table(results: list[ObligationResult]) -> Iterator[str]:
    yield f"## {results[0].number}. {results[0].title}"
    yield ""
    yield "| subject | verdict | because |"
    yield "|---|---|---|"
    for result in results:
        yield f"| {_escaped(short(result.subject))} | {MARKS[result.verdict.name]} | {_escaped(result.verdict.reason)} |"
    yield ""


def _path(result: ObligationResult, *, pictured: bool) -> Iterator[str]:
    verdict = result.verdict
    if not isinstance(verdict, Refuted):
        return
    yield f"### Refuted {result.number}: {_escaped(short(result.subject))}"
    yield ""
    yield f"{_escaped(verdict.reason)}: `{verdict.counterexample.packet.replace('`', '')}`"
    yield ""
    if pictured:
        image = b64encode(picture(result, verdict.counterexample).encode()).decode()
        yield f"![path to {_escaped(short(result.subject))}](data:image/svg+xml;base64,{image})"
        yield ""
    for place, hop in enumerate(verdict.counterexample.path, 1):
        yield f"{place}. **{_escaped(short(hop.node))}**: {_escaped(hop.because)}"
    yield ""


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    lines = list(lines)
    if lines:
        yield from (f"## {title}", "", *(f"- {line}" for line in lines), "")


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, in a table cell too."""
    return re.sub(r"([\\|*_<>`\[\]#])", r"\\\1", text.replace("\n", " "))
